"""The spiders: `articles` asks the sites of the registry, `files` reads what was saved."""
