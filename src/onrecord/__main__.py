"""``python -m onrecord`` is ``onrecord``."""

import sys

if __name__ == "__main__":
    try:
        from onrecord.cli.main import main

        status = main()
    except KeyboardInterrupt:  # before main could deal with it
        status = 130
    sys.exit(status)
