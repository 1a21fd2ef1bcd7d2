"""A provider of OpenID Connect on a port of this machine: it signs in whoever comes.

Whom it signs in stands in ``claims``. It checks what a provider checks (client, redirect,
PKCE, one use of a code) and can be told to answer wrongly (``spoil``).
"""

import json
import threading
import time
from base64 import b64decode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from fido2.utils import websafe_encode
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "forum", "only-for-tests"


class Provider:
    """Use as a context manager; ``asked`` counts the requests by path."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims = {"sub": "u-1", "email": "celle@forum.example", "email_verified": True}
        self.userinfo = None  # None: the claims once more; {} to have no such endpoint
        self.spoil = lambda token: token  # changes the claims of the signed token
        self.sign = self.signed
        self.codes = {}
        self.asked = []

    def __enter__(self):
        handler = type("Handler", (_Handler,), {"provider": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def described(self, **changed) -> dict:
        """As one entry of ``OIDC_PROVIDERS``, with what it may have filled in."""
        return {
            "id": "celle",
            "name": "Landkreis Celle",
            "server_url": self.url,
            "client_id": CLIENT,
            "secret": SECRET,
            "domains": [],
            "second_factor": False,
        } | changed

    def signed(self, token: dict, key=None, algorithm="RS256") -> str:
        key = self.key if key is None else key
        return jwt.encode(token, key, algorithm=algorithm, headers={"kid": "k1"})

    def configuration(self) -> dict:
        config = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        if self.userinfo == {}:
            del config["userinfo_endpoint"]
        return config

    def authorized(self, query: dict) -> str:
        """Where the browser goes next: back, with a code."""
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = token_urlsafe()
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def tokens(self, form: dict, authorization: str) -> dict | None:
        """For a code that is right in every respect, once."""
        name, _, secret = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or (unquote(name), unquote(secret)) != (CLIENT, SECRET):
            return None
        challenge = websafe_encode(sha256(form["code_verifier"].encode()).digest())
        if challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(time.time())
        token = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, **self.claims}
        token |= {"nonce": asked.get("nonce"), "jti": token_urlsafe()}
        return {
            "access_token": "access",
            "token_type": "Bearer",
            "id_token": self.sign(self.spoil(token)),
        }

    def jwks(self) -> dict:
        key = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [key | {"kid": "k1", "use": "sig", "alg": "RS256"}]}


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self):
        parts = urlsplit(self.path)
        self.provider.asked.append(parts.path)
        if parts.path == "/authorize":
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.send_response(302)
            self.send_header("Location", self.provider.authorized(query))
            self.end_headers()
            return
        answers = {
            "/.well-known/openid-configuration": self.provider.configuration,
            "/jwks": self.provider.jwks,
            "/userinfo": lambda: self.provider.userinfo or self.provider.claims,
        }
        self._answer(answers[parts.path]())

    def do_POST(self):
        self.provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        tokens = self.provider.tokens(form, self.headers["Authorization"])
        self._answer(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

    def _answer(self, value, status=200):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, *_):
        pass
