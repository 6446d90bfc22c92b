"""Prints the bill of materials of the Debian package, as CycloneDX in JSON.

`python desktop/sbom.py WHEELS` lists the wheels of a folder, of which Lantern's needs all others.
The same wheels and SOURCE_DATE_EPOCH give the same text.
"""

import hashlib
import os
import sys
import zipfile
from datetime import UTC, datetime
from email.parser import BytesParser
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

OWN: Final = "lantern-eyes"


def bill(wheels: Path, time: datetime) -> str:
    """The bill of the wheels in a folder; `time` is when it was made."""
    parts = {one.name: one for one in map(_component, sorted(wheels.glob("*.whl")))}
    own = parts.pop(OWN)
    made = Bom(
        components=parts.values(),
        metadata=BomMetaData(component=own, timestamp=time),
        serial_number=uuid5(NAMESPACE_URL, str(own.purl)),
    )
    made.register_dependency(own, parts.values())
    return JsonV1Dot6(made).output_as_string(indent=2)


def _component(wheel: Path) -> Component:
    """A wheel's package: its version, its licence as far as it names one, and its checksum."""
    with zipfile.ZipFile(wheel) as opened:
        (name,) = (one for one in opened.namelist() if one.endswith(".dist-info/METADATA"))
        about = BytesParser().parsebytes(opened.read(name))
    place = PackageURL("pypi", name=about["Name"], version=about["Version"])
    classes = [one for one in about.get_all("Classifier", []) if one.startswith("License ::")]
    named = [about["License-Expression"], about["License"], *classes]
    licence = next((one for one in named if one and one != "UNKNOWN"), None)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return Component(
        type=ComponentType.APPLICATION if place.name == OWN else ComponentType.LIBRARY,
        name=place.name,
        version=place.version,
        purl=place,
        bom_ref=str(place),
        licenses=[LicenseFactory().make_from_string(licence)] if licence else None,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
    )


if __name__ == "__main__":
    moment = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    print(bill(Path(sys.argv[1]), moment))
