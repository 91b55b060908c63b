"""The people of the tests. Anna and Ivan tutor; Ben and Olga learn; Rita reviews."""

from domain.shared.actor import Actor, Role

ANNA = "anna"
IVAN = "ivan"
BEN = "ben"
OLGA = "olga"
RITA = "rita"
GRETA = "greta"

AS_ANNA = Actor(ANNA, frozenset({Role.TUTOR}))
AS_IVAN = Actor(IVAN, frozenset({Role.TUTOR}))
AS_BEN = Actor(BEN, frozenset({Role.STUDENT}))
AS_OLGA = Actor(OLGA, frozenset({Role.STUDENT}))
AS_RITA = Actor(RITA, frozenset({Role.REVIEWER}))
AS_GRETA = Actor(GRETA, frozenset({Role.GUARDIAN}))
AS_SYSTEM = Actor("process:test", frozenset({Role.SYSTEM}))
