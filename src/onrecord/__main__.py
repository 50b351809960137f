"""``python -m onrecord`` is ``onrecord``."""

import sys

if __name__ == "__main__":
    try:
        from onrecord.cli.main import run

        run()
    except KeyboardInterrupt:  # before main could deal with it
        sys.exit(130)
