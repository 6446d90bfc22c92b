"""What all trainings share: data, features, metrics, and the loop of a run."""
