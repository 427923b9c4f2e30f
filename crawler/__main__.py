"""`python -m crawler`: the console `lendersms`, where its script is on no path."""

from crawler.commands import main

if __name__ == "__main__":
    main()
