"""A project with a file of each kind that people write, beside its definitions: what the slips of `elsewhere.py` are made in."""

from __future__ import annotations

from tests.source import REPOSITORY

SETTINGS, OWNERS, AREAS, RULES = "qpr-rules.yaml", "owners.yaml", "areas.yaml", "rules/exceptions.yaml"
COMMENTARY, CASES = "commentary/2024-25-Q4.yaml", "kpi_definitions/complaints-in-time.cases.yaml"

TEXTS = {
    SETTINGS: """\
# yaml-language-server: $schema=schemas/settings.schema.json
body: Your Council
year: financial
area: COUNTY
sections:
  customer-services: Customer Services
  housing: Housing
owners: owners.yaml
areas: areas.yaml
definitions: kpi_definitions
rules: rules
results:
- results/*.csv
- source: csv
  files: more/*.csv
  delimiter: ";"
  columns: {kpi: Code, period: Month, numerator: Top, denominator: Bottom, as_of: Known}
  fixed: {area: COUNTY, status: final}
- source: postgresql
  connection: {host: db.council.example, database: performance, user: reader}
  query: select kpi, period, value from monthly
  timeout: 60
commentary: commentary
published: published
direction:
  method: regression
  over: quarters
  points: 8
  significance: 0.05
disclosure: 5
illustrative: yes
""",
    OWNERS: """\
# yaml-language-server: $schema=schemas/owners.schema.json
# Who answers for a KPI: posts, not people.
head-of-customer-services:
  post: Head of Customer Services
  email: customer.services@council.example
head-of-housing:
  post: Head of Housing
  email: housing@council.example
  cabinet_member: Cabinet Member for Housing
head-of-finance: {post: Head of Finance, email: finance@council.example}
head-of-law:
  post: Head of Law
  email: law@council.example
director: {post: Director, email: director@council.example, cabinet_member: Leader of the Council}
""",
    AREAS: """\
# yaml-language-server: $schema=../../schemas/areas.schema.json
COUNTY:
  name: Example County
  parts:
    district: [EAST, NORTH, SOUTH, WEST]
    provider: [TRUST, FEDERATION]
  roll-up: district
EAST:
  name: East
  neighbours: [SOUTH, WEST]
NORTH:
  name: North
  was: [UPPER, MIDDLE]
  from: 2024-11
SOUTH: {name: South, was: [LOWER], from: 2024-04}
WEST: {name: West}
TRUST: {name: Example NHS Trust, parts: [WARD, CLINIC], roll-up: yes, tolerance: 2}
FEDERATION:
  name: Example Federation of Practices
  parts: [SURGERY]
""",
    RULES: """\
# yaml-language-server: $schema=../schemas/rules.schema.json
newly-red:
  when: {rating: red, last_rating: [green, amber], quarters_in_state: {at_most: 1}}
  severity: urgent
  says: "Newly Red, was {last_rating}: {figure} misses the floor of {floor}."
  covers: [below-floor]

below-floor:
  when:
    rating: red
    provisional: no
  severity: concern
  says: "Below floor: {figure}."

late:
  when: {reason: late}
  severity: concern
  says: "The result for {period} has not arrived."
  covers: [not-rated]

not-rated:
  when: {reason: [suppressed, no results]}
  severity: concern
  says: "Not rated: {reason}."

narrow-miss:
  when: {rating: amber, to_target_percent: {at_least: -1}}
  severity: notice
  says: A narrow miss by {to_target}.
""",
    COMMENTARY: """\
# yaml-language-server: $schema=../schemas/commentary.schema.json
COMPLAINTS:
  context: A second officer joined in January.
  actions:
  - {what: Weekly list of old complaints, owner: head-of-customer-services, due: 2025-05-31, status: open}
  - what: Training in plain English
    owner: head-of-housing
    due: 2025-06-30
    status: done
EMPTY-HOMES:
  context: >-
    Two blocks were let late. Both
    are let now.
  actions:
  - {what: Two joiners recruited, owner: head-of-housing, due: 2025-04-30}
  - {what: Lettings by phone, owner: head-of-housing, due: 2025-07-31, status: dropped}
""",
    CASES: """\
# yaml-language-server: $schema=../schemas/cases.schema.json
definition: COMPLAINTS
cases:
  at the target of 85:
    why: At the target is Green.
    series: {2025-01: "85/100 x3"}
    expect: {2025-03: {rating: green, figure: 85}}
  just under the target:
    series: {2025-01: "85/100 x2, 84/100"}
    expect: {2025-03: amber}
  two series:
    series:
      2024-10: "75/100 x3"
      2025-01: "75/100 x3"
    expect:
      2025-03: {rating: amber, figure: 75}
      Q4 2024/25: {movement: same}
  a case of another rule:
    override: {target: 95, floor: 90}
    series: {2025-01: "85/100, _, 85/100"}
    expect: {2025-03: window incomplete}
  of homes:
    definition: EMPTY-HOMES
    series: {2025-01: "240/10 x3"}
    expect: {2025-03: green}
  its own rule:
    define: {unit: percent, target: 90, floor: 80}
    series: {2025-01: "95/100"}
    expect: {2025-01: {rating: green}}
  of two areas:
    areas:
      EAST: {series: {2025-01: "80/100 x3"}, expect: {2025-03: amber}}
      WEST: {series: {2025-01: "70/100 x3"}, expect: {Q4 2024/25: {rating: red, exceptions: [below-floor]}}}
""",
}

DEFINITIONS = [f"kpi_definitions/{name}.yaml" for name in ("complaints-in-time", "empty-homes")]

PROJECT = {
    **{file: (REPOSITORY / "starter" / file).read_bytes() for file in DEFINITIONS},
    "results/results.csv": b"kpi,period,numerator,denominator\nCOMPLAINTS,2025-03,71,92\n",
    "more/more.csv": b"Code;Month;Top;Bottom;Known\nCOMPLAINTS;2025-02;71;92;2025-03-01\n",
    **{file: text.encode() for file, text in TEXTS.items()},
}
