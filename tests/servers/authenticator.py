"""A passkey in software: makes and uses keys as a browser with a real device would (WebAuthn)."""

import json
from hashlib import sha256
from secrets import token_bytes

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class SoftAuthenticator:
    """One key for one account; ``origin`` is what the browser would say."""

    def __init__(self, origin="http://localhost:8000"):
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = token_bytes(32)
        self.handle = None
        self.count = 0
        self.verifies = True  # asks for a fingerprint or PIN

    def create(self, options: dict) -> dict:
        """The answer to ``navigator.credentials.create``."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(asked["rp"]["id"], ATTESTED) + attested
        answer = {
            "clientDataJSON": self._client("webauthn.create", asked["challenge"]),
            "attestationObject": cbor.encode({"fmt": "none", "attStmt": {}, "authData": data}),
        }
        return self._credential(answer) | {
            "clientExtensionResults": {"credProps": {"rk": True}},
        }

    def get(self, options: dict) -> dict:
        """The answer to ``navigator.credentials.get``."""
        asked = options["publicKey"]
        data = self._data(asked["rpId"])
        client = self._client("webauthn.get", asked["challenge"])
        signed = data + sha256(client).digest()
        answer = {
            "clientDataJSON": client,
            "authenticatorData": data,
            "signature": self.key.sign(signed, ec.ECDSA(hashes.SHA256())),
            "userHandle": websafe_decode(self.handle),
        }
        return self._credential(answer) | {"clientExtensionResults": {}}

    def _data(self, rp_id, flags=0):
        self.count += 1
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, what, challenge):
        return json.dumps({"type": what, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, answer):
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": {name: websafe_encode(value) for name, value in answer.items()},
        }
