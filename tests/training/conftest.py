import importlib.util

# The training needs torch, which is installed only where a small build of it is on offer.
collect_ignore_glob = [] if importlib.util.find_spec("torch") else ["test_*.py"]
