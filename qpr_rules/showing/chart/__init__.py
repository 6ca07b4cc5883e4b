"""Charts of one KPI: drawn to SVG as text, without a plotting library; ``draw.chart`` is the door."""
