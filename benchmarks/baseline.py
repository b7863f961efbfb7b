"""What ruamel's C parser alone needs: composing every document of the files below some folders, constructing nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from ruamel.yaml.cyaml import CSafeLoader
from ruamel.yaml.error import YAMLError


def main(folders: list[str]) -> None:
    """Compose each YAML and JSON file of the folders, as one stream, with one loader class."""
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix in (".yaml", ".yml", ".json") and path.is_file():
                loader = CSafeLoader(path.read_bytes())
                try:
                    while loader.check_node():
                        loader.get_node()
                except (YAMLError, UnicodeDecodeError):
                    continue  # a template: the parser gives up where it stands


if __name__ == "__main__":
    main(sys.argv[1:])
