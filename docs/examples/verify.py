"""Verifies a bundle of slowking with nothing but Python and the program openssl: `python3 verify.py bundle.ndjson [key]`.

It stops at the first thing that is wrong, with 1; with 64 where there is no such file. What is checked, and why, is in docs/audit-format.md.
"""
import base64, hashlib, json, os, shutil, subprocess, sys, tempfile


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value):  # RFC 8785, for what our events hold: keys in ASCII, and numbers that Python writes alike
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def chain(event, previous):
    metadata = {key: value for key, value in event["metadata"].items() if key != "hash"}
    told = {key: event[key] for key in ("data", "id", "revision", "stream", "type")} | {"metadata": metadata}
    return sha256(b"\0", previous, canonical(told))


def follow(event):  # the chain of its stream
    revision, previous = streams.get(event["stream"], (0, bytes(32)))
    where = f"{event['stream']}, revision {event['revision']}"
    assert event["revision"] == revision, f"{where}: revision {revision} should be here"
    assert event["metadata"]["hash"] == chain(event, previous).hex(), f"{where}: changed"
    streams[event["stream"]] = (revision + 1, bytes.fromhex(event["metadata"]["hash"]))


def grow(leaf):  # the Merkle tree of RFC 6962, as the roots of its complete subtrees
    node, level = sha256(b"\0", leaf), 0
    while frontier and frontier[-1][0] == level:
        node, level = sha256(b"\1", frontier.pop()[1], node), level + 1
    frontier.append((level, node))


def root():
    nodes = [node for _, node in frontier]
    while len(nodes) > 1:
        nodes[-2:] = [sha256(b"\1", *nodes[-2:])]
    return nodes[0].hex() if nodes else sha256().hex()


def check_signature(record, public_key, what):
    if not shutil.which("openssl"):
        return
    signed = canonical({key: value for key, value in record.items() if key != "signature"})
    pem = f"-----BEGIN PUBLIC KEY-----\n{public_key}\n-----END PUBLIC KEY-----\n".encode()
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("key", "text", "signature")]
        for path, content in zip(paths, (pem, signed, base64.b64decode(record["signature"]))):
            open(path, "wb").write(content)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin", "-inkey", paths[0], "-in", paths[1], "-sigfile", paths[2]]
        assert subprocess.run(command, capture_output=True).returncode == 0, f"{what}: not signed by its key"


try:
    bundle = open(sys.argv[1], encoding="utf-8")
except (IndexError, OSError) as error:
    print(f"verify.py bundle.ndjson [key]: {error}", file=sys.stderr)
    sys.exit(64)

streams, frontier, keys, roots, signed, size, sealed, current, last = {}, [], {}, {}, None, 0, 0, None, {}
for line in bundle:
    last = json.loads(line)
    signed = last["signed"] if last["kind"] == "header" else signed
    if last["kind"] in ("event", "audit"):
        follow(last)
    if last["kind"] == "event":
        grow(bytes.fromhex(last["metadata"]["hash"]))
        size += 1
    elif last.get("type") == "AuditKeyIntroduced":
        key = last["data"]
        assert key["key_id"] == hashlib.sha256(base64.b64decode(key["public_key"])).hexdigest()[:32], "a key with another's id"
        assert key["previous"] in (None, current), "a key that the one before it does not vouch for"
        check_signature(key, keys[key["previous"]][0] if key["previous"] else key["public_key"], key["key_id"])
        trusted = len(sys.argv) < 3 and not keys or key["key_id"] == sys.argv[-1] or bool(key["previous"]) and keys[key["previous"]][1]
        keys[key["key_id"]], current = (key["public_key"], trusted), key["key_id"]
    elif last.get("type") == "CheckpointSealed":
        checkpoint = last["data"]
        where = f"checkpoint of {checkpoint['tree_size']} events"
        assert checkpoint["key_id"] == current, f"{where}: signed by a key that is not in force"
        check_signature(checkpoint, keys[current][0], where)
        assert (size, root()) == (checkpoint["tree_size"], checkpoint["root"]), f"{where}: these are not the events it covers"
        sealed, roots[size] = size, checkpoint["root"]
assert not signed or roots.get(signed["checkpoint"]["tree_size"]) == signed["checkpoint"]["root"], "what was signed last is not there"
assert last.get("kind") == "footer" and last["events"] == size, "the bundle is cut"
assert sealed and keys[current][1], "nobody who is trusted has signed it"
print(f"verified: {size} events, {sealed} of them sealed, key {current}" + ("" if shutil.which("openssl") else "; no openssl here: signatures were not checked"))
