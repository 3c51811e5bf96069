#!/usr/bin/env python3
"""Makes blocklist.fst again; README.md says what it needs."""

import gzip
import json
import pathlib
import subprocess
import tarfile
import tempfile
import unicodedata
import zipfile

ZXCVBN = "@zxcvbn-ts/language-common@4.1.3"
DJANGO = "django==5.2.19"

# Shorter ones are refused for their length alone.
MIN_LENGTH = 8

HERE = pathlib.Path(__file__).resolve().parent


def zxcvbn(folder):
    subprocess.run(["npm", "pack", "--silent", ZXCVBN], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("*.tgz"))) as package:
        return json.load(package.extractfile("package/src/passwords.json"))


def django(folder):
    subprocess.run(["pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", DJANGO], cwd=folder, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as package:
        packed = package.read("django/contrib/auth/common-passwords.txt.gz")
    return gzip.decompress(packed).decode().splitlines()


def fold(password):
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", password).upper().lower())


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    folded = {fold(password) for password in zxcvbn(folder) + django(folder)}
    usable = sorted(password.encode() for password in folded if len(password) >= MIN_LENGTH)

    words = folder / "words.txt"
    words.write_bytes(b"\n".join(usable) + b"\n")
    subprocess.run(["fst", "set", "--sorted", "--force", words, HERE / "blocklist.fst"], check=True)
    print(len(usable), "passwords")
