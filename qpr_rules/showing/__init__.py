"""From nouns to what people see. Nothing is worked out here that the core has not concluded."""
