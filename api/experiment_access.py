"""Who may use the routes of experiments."""

from collections.abc import Mapping

from api.lines import COUNTING, Line, commands
from application import experiment, participation

_ONE = "POST /v1/experiments/{experiment_id}"

EXPERIMENTS: Mapping[str, Line] = {
    "GET /v1/experiments": COUNTING,
    "GET /v1/experiments/size": COUNTING,
    "GET /v1/experiments/{experiment_id}": COUNTING,
    **commands(
        "analysts and admins",
        {
            "POST /v1/experiments": experiment.DraftExperiment,
            f"{_ONE}/start": experiment.StartExperiment,
            f"{_ONE}/traffic": experiment.ChangeTraffic,
            f"{_ONE}/pause": experiment.PauseExperiment,
            f"{_ONE}/resume": experiment.ResumeExperiment,
            f"{_ONE}/complete": experiment.CompleteExperiment,
        },
    ),
    **commands("a student, for themself", {f"{_ONE}/enter": participation.EnterExperiment}),
}
"""Method and address → who may, of experiments."""
