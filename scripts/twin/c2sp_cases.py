"""The neutral C2SP vectors: files, and an index that says what each must do."""

import base64
import hashlib
import json

from . import c2sp, ed25519, note, tree
from .jcs import Refused

LOG = "log.example/vectors"
LOG_SEED = hashlib.sha256(b"c2sp vectors log").digest()
OTHER_SEED = hashlib.sha256(b"c2sp vectors other log").digest()
NOON = 1_800_000_000


def entry(n):
    return b"entry %d" % n


def leaves(count, fork=None):
    return [tree.leaf(b"forked" if n == fork else entry(n)) for n in range(count)]


def log_key(seed=LOG_SEED, name=LOG):
    return c2sp.vkey(name, 1, ed25519.public_key(seed))


def seed(n):
    return hashlib.sha256(b"c2sp vectors witness %d" % n).digest()


def name(n):
    return f"witness-{n}.example"


def key(n):
    return c2sp.vkey(name(n), 4, ed25519.public_key(seed(n)))


def text(size, fork=None):
    return note.text(LOG, size, tree.root(leaves(size, fork)))


def signed(body, by=LOG_SEED, who=LOG):
    raw = c2sp.key_id(who, 1, ed25519.public_key(by)) + ed25519.sign(by, body.encode())
    return f"{body}\n{note.DASH}{who} {base64.b64encode(raw).decode()}\n"


def cosigned(size, by, fork=None):
    body = text(size, fork)
    return signed(body) + "".join(c2sp.cosign(name(n), seed(n), at, body) for n, at in by)


class Cases:
    """Collects files and what they must do, and holds the twin to it."""

    def __init__(self):
        self.files, self.index = {}, []

    def add(self, kind, name, data, reason, accept, with_, expect=None):
        data = data if isinstance(data, bytes) else data.encode()
        ending = "tlog-proof" if kind == "proof" else "txt"
        path = f"{kind}/{'good' if accept else 'bad'}-{name.replace(' ', '-')}.{ending}"
        assert path not in self.files, path
        self.files[path] = data
        verdict = "accept" if accept else "reject"
        case = {"file": path, "kind": kind, "verdict": verdict, "reason": reason, **with_}
        self.index.append(case | ({"expect": expect} if expect else {}))


def held(action, *arguments):
    """What the twin makes of it; None when it refuses."""
    try:
        return action(*arguments)
    except (Refused, ValueError):
        return None


def checkpoints(cases):
    root = base64.b64encode(tree.root(leaves(5))).decode()
    good = signed(text(5))
    body, line = text(5), good.split("\n\n")[1]
    raw = base64.b64decode(line.split(" ")[2])
    malleable = raw[:36] + (int.from_bytes(raw[36:], "little") + ed25519.L).to_bytes(32, "little")
    again = f"{note.DASH}{LOG} {base64.b64encode(malleable).decode()}\n"
    stranger = c2sp.cosign(name(9), seed(9), NOON, body)
    for title, data, size, why in [
        ("plain", good, 5, "one signature by the log"),
        ("empty log", signed(text(0)), 0, "size 0 with the root of the empty tree"),
        ("stranger after", good + stranger, 5, "signatures of unknown keys are ignored"),
        ("stranger before", f"{body}\n{stranger}{line}", 5, "in any order"),
        ("16 strangers", good + stranger * 16, 5, "at least 16 signatures are read"),
    ]:
        assert held(c2sp.signed_by, data.encode(), log_key()), title
        expect = {"origin": LOG, "size": size, "root": base64.b64encode(tree.root(leaves(size))).decode()}
        cases.add("checkpoint", title, data, why, True, {"log": log_key()}, expect)
    for title, data, why in [
        ("nothing", "", "an empty file"),
        ("no signature", body, "no empty line and no signature"),
        ("cut line", good[:-1], "the last line has no end"),
        ("carriage returns", good.replace("\n", "\r\n"), "a control character"),
        ("tab", good.replace(" ", "\t", 1), "a control character"),
        ("not utf-8", good.encode().replace(b"example", b"ex\xffmple"), "not UTF-8"),
        ("hyphen", good.replace("\u2014", "-"), "a hyphen for U+2014"),
        ("other size", good.replace("\n5\n", "\n6\n"), "the signature is over another size"),
        ("other root", good.replace(root, base64.b64encode(bytes(32)).decode()), "the signature is over another root"),
        ("other key", signed(body, OTHER_SEED), "no known key signed"),
        ("other name", signed(note.text("other.example", 5, tree.root(leaves(5))), LOG_SEED, "other.example"), "another log"),
        ("key of another log", signed(body, OTHER_SEED, "other.example"), "another log's key under this origin"),
        ("malleable", f"{body}\n{again}", "the scalar is not reduced"),
        ("padded size", signed(f"{LOG}\n05\n{root}\n"), "a leading zero"),
        ("signed size", signed(f"{LOG}\n+5\n{root}\n"), "a sign"),
        ("far size", signed(f"{LOG}\n{2**64}\n{root}\n"), "above 64 bits"),
        ("short root", signed(f"{LOG}\n5\n{root[:-4]}\n"), "29 bytes"),
        ("unpadded root", signed(f"{LOG}\n5\n{root.rstrip('=')}\n"), "base64 without padding"),
        ("spare bits", signed(f"{LOG}\n5\n{spare(root)}\n"), "spare bits of the base64 are set"),
        ("two lines", signed(f"{LOG}\n5\n"), "no root"),
        ("extension", signed(f"{body}more\n"), "an extension line; NOT RECOMMENDED, and refused by cosigners"),
        ("101 signatures", good + stranger * 100, "more than 100 signatures"),
    ]:
        data = data if isinstance(data, bytes) else data.encode()
        assert held(c2sp.signed_by, data, log_key()) is None, title
        cases.add("checkpoint", title, data, why, False, {"log": log_key()})


def spare(text):
    """The same bytes in base64 with a spare bit set."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = letters[letters.index(text[-2]) | 1]
    return text[:-2] + last + "="


def cosignatures(cases):
    good = cosigned(5, [(1, NOON), (2, NOON + 5)])
    plain = signed(text(5))
    for title, data, n, at, why in [
        ("first of two", good, 1, NOON, "its own line counts"),
        ("second of two", good, 2, NOON + 5, "its own line counts"),
        ("absent", good, 3, None, "it did not sign: no time, and no fault"),
        ("time zero", cosigned(5, [(1, 0)]), 1, 0, "the smallest time"),
        ("last time", cosigned(5, [(1, 2**63 - 1)]), 1, 2**63 - 1, "the largest time"),
        ("twice", cosigned(5, [(1, NOON), (1, NOON + 9)]), 1, NOON + 9, "the newest of two counts"),
    ]:
        assert c2sp.cosigned_at(data.encode(), key(n)) == at, title
        cases.add("cosignature", title, data, why, True, {"cosigner": key(n)}, {"time": at})
    line = good.split("\n")[5]
    raw = base64.b64decode(line.split(" ")[2])
    public = ed25519.public_key(seed(1))

    def with_(payload):
        return plain + f"{note.DASH}{name(1)} {base64.b64encode(payload).decode()}\n"

    bare = c2sp.key_id(name(1), 4, public) + ed25519.sign(seed(1), text(5).encode())
    beyond = (2**63).to_bytes(8, "big")
    far = raw[:4] + beyond + ed25519.sign(seed(1), c2sp.cosignature_text(2**63, text(5)))
    for title, data, why in [
        ("other checkpoint", plain + cosigned(6, [(1, NOON)]).split("\n\n")[1].split("\n")[1] + "\n", "over another size"),
        ("forked", plain + cosigned(5, [(1, NOON)], fork=3).split("\n\n")[1].split("\n")[1] + "\n", "over another root"),
        ("other time", with_(raw[:4] + (NOON + 1).to_bytes(8, "big") + raw[12:]), "the time was changed"),
        ("without time", with_(bare), "a plain note signature is no cosignature"),
        ("one byte more", with_(raw + b"\0"), "73 bytes after the id"),
        ("one byte less", with_(raw[:-1]), "71 bytes after the id"),
        ("time beyond", with_(far), "the time is above 2^63 - 1"),
        ("little endian", with_(raw[:4] + raw[4:12][::-1] + raw[12:]), "the time is big-endian"),
    ]:
        assert held(c2sp.cosigned_at, data.encode(), key(1)) is None, title
        cases.add("cosignature", title, data, why, False, {"cosigner": key(1)})


def proofs(cases):
    def proof(index, size, extra=None, checkpoint=None):
        hashes = tree.inclusion(index, leaves(size))
        return c2sp.proof_text(index, hashes, checkpoint or signed(text(size)), extra)

    for index, size in [(0, 1), (0, 2), (1, 2), (2, 3), (4, 5), (3, 8), (6, 7), (255, 300)]:
        data = proof(index, size)
        assert c2sp.check_proof(data.encode(), entry(index), log_key()) == (index, size)
        with_ = {"log": log_key(), "entry": entry(index).decode()}
        cases.add("proof", f"{index} of {size}", data, "a plain proof", True, with_, {"index": index, "size": size})
    with_ = {"log": log_key(), "entry": entry(2).decode()}
    more = {
        "extra": (proof(2, 5, b"anything"), "extra data are not authenticated and do not matter"),
        "empty extra": (proof(2, 5, b""), "an extra line with nothing in it"),
        "cosigned": (proof(2, 5, checkpoint=cosigned(5, [(1, NOON)])), "the checkpoint carries cosignatures"),
    }
    for title, (data, why) in more.items():
        assert c2sp.check_proof(data.encode(), entry(2), log_key()) == (2, 5)
        cases.add("proof", title, data, why, True, with_, {"index": 2, "size": 5})
    good = proof(2, 5, b"x")
    head, checkpoint = good.split("\n\n", 1)
    lines = head.split("\n")
    swapped = "\n".join([*lines[:3], lines[4], lines[3], *lines[5:]])
    zero = base64.b64encode(bytes(32)).decode()
    for title, data, why in [
        ("other entry", proof(3, 5).replace("index 3", "index 2"), "it proves another entry"),
        ("other index", good.replace("index 2", "index 3"), "the path belongs to another place"),
        ("index beyond", good.replace("index 2", "index 5"), "the index is not in the tree"),
        ("other size", f"{head}\n\n{signed(text(6))}", "the checkpoint is of another size"),
        ("fork", f"{head}\n\n{signed(text(5, 4))}", "the checkpoint is of another history"),
        ("swapped hashes", f"{swapped}\n\n{checkpoint}", "hashes in another order"),
        ("hash missing", "\n".join(lines[:-1]) + f"\n\n{checkpoint}", "one hash too few"),
        ("hash more", f"{head}\n{zero}\n\n{checkpoint}", "one hash too many"),
        ("64 hashes", "\n".join([*lines[:3], *[zero] * 64]) + f"\n\n{checkpoint}", "more hashes than any tree has"),
        ("short hash", good.replace(lines[3], lines[3][:-4]), "a hash of 29 bytes"),
        ("header", good.replace("@v1", "@v2"), "another version"),
        ("no header", good.split("\n", 1)[1], "the first line is missing"),
        ("no index", good.replace("index 2\n", ""), "the index is missing"),
        ("padded index", good.replace("index 2", "index 02"), "a leading zero"),
        ("extra not base64", good.replace("extra eA==", "extra !!"), "extra data that are not base64"),
        ("extra after index", good.replace("extra eA==\nindex 2", "index 2\nextra eA=="), "lines in another order"),
        ("no gap", good.replace("\n\n", "\n", 1), "no empty line before the checkpoint"),
        ("no checkpoint", head + "\n\n", "nothing after the empty line"),
        ("unsigned", good.replace(checkpoint, text(5)), "a checkpoint without signatures"),
        ("stranger", f"{head}\n\n{signed(text(5), OTHER_SEED)}", "no known key signed the checkpoint"),
    ]:
        assert held(c2sp.check_proof, data.encode(), entry(2), log_key()) is None, title
        cases.add("proof", title, data, why, False, with_)


def policies(cases):
    witness = "".join(f"witness w{n} {key(n)} https://{name(n)}/\n" for n in range(1, 5))
    notes = {
        "nobody": [], "one": [1], "two": [1, 2], "three": [1, 2, 3], "four": [1, 2, 3, 4],
        "last two": [3, 4], "a stranger": [9], "first and third": [1, 3],
    }
    texts = {title: cosigned(5, [(n, NOON + n) for n in who]) for title, who in notes.items()}
    lie = signed(text(5)) + cosigned(5, [(1, NOON)], fork=2).split("\n")[5] + "\n"
    texts["one lies"] = lie + c2sp.cosign(name(2), seed(2), NOON, text(5))
    for title, data, why in [
        ("none", "quorum none\n", "nobody is asked"),
        ("none with witnesses", witness + "quorum none\n", "they are known and not required"),
        ("single", witness + "quorum w2\n", "one witness"),
        ("any", witness + "group g any w1 w2\nquorum g\n", "any of two"),
        ("all", witness + "group g all w1 w2 w3\nquorum g\n", "all of three"),
        ("2 of 3", witness + "group g 2 w1 w2 w3\nquorum g\n", "two of three"),
        ("nested", witness + "group a any w1 w2\ngroup b 1 w3 w4\ngroup both all a b\nquorum both\n", "one of each of two groups"),
        ("white space", f"# who\n\n \twitness\tw1  {key(1)}  \n  # more\nquorum   w1\t\n", "spaces, tabs, comments, empty lines"),
        ("no last line end", f"witness w1 {key(1)}\nquorum w1", "the last line has no end"),
        ("log", f"log {log_key()} https://log.example/\nquorum none\n", "a log with an address"),
        ("octets", f"# \u00e9\nwitness caf\u00e9 {key(1)}\nquorum caf\u00e9\n", "names are octets"),
        ("keyword names", f"witness all {key(1)}\nwitness any {key(2)}\ngroup g any all any\nquorum g\n", "only none is reserved"),
        ("lines after the quorum", f"witness w1 {key(1)}\nquorum w1\nwitness w2 {key(2)}\n", "the quorum need not be last"),
    ]:
        policy = c2sp.parse_policy(data.encode())
        expect = {"notes": {title: c2sp.meets(policy, body.encode()) for title, body in texts.items()}}
        cases.add("policy", title, data, why, True, {}, expect)
    w1 = f"witness w1 {key(1)}\n"
    same = c2sp.vkey("renamed.example", 4, ed25519.public_key(seed(1)))
    for title, data, why in [
        ("empty", "", "no quorum"),
        ("no quorum", w1, "no quorum"),
        ("two quorums", w1 + "quorum w1\nquorum w1\n", "one quorum only"),
        ("unknown quorum", w1 + "quorum w2\n", "the name is not defined"),
        ("forward quorum", "quorum w1\n" + w1, "the name is defined later"),
        ("forward group", f"group g any w1\n{w1}quorum g\n", "the member is defined later"),
        ("itself", w1 + "group g any w1 g\nquorum g\n", "a group in itself"),
        ("name twice", w1 + f"witness w1 {key(2)}\nquorum w1\n", "names are unique"),
        ("group as witness", w1 + "group w1 any w1\nquorum w1\n", "witnesses and groups share one namespace"),
        ("key twice", w1 + f"witness w2 {same}\nquorum w1\n", "the same public key under another name"),
        ("log twice", f"log {log_key()}\nlog {log_key()}\nquorum none\n", "the same log twice"),
        ("member twice", w1 + "group g any w1 w1\nquorum g\n", "a name is a member once"),
        ("member of two", w1 + "group g any w1\ngroup h any w1\nquorum g\n", "a name is a member of one group"),
        ("named none", f"witness none {key(1)}\nquorum none\n", "none is reserved"),
        ("none as member", w1 + "group g any none\nquorum g\n", "none is no member"),
        ("no member", "group g any\nquorum none\n", "a group has a member"),
        ("zero", w1 + "group g 0 w1\nquorum g\n", "at least one"),
        ("too many", w1 + "group g 2 w1\nquorum g\n", "at most as many as there are"),
        ("padded", w1 + "group g 01 w1\nquorum g\n", "decimal without leading zero"),
        ("negative", w1 + "group g -1 w1\nquorum g\n", "not decimal"),
        ("log key as witness", f"witness w1 {log_key()}\nquorum w1\n", "a key of type 1 cannot cosign"),
        ("witness key as log", f"log {key(1)}\nquorum none\n", "a key of type 4 cannot sign for a log"),
        ("key id", w1.replace(name(1), name(2)) + "quorum w1\n", "the key id belongs to another name"),
        ("no key", "witness w1\nquorum w1\n", "the key is missing"),
        ("four items", w1.rstrip() + " https://a/ more\nquorum w1\n", "something follows the address"),
        ("comment behind", w1 + "quorum w1 # mine\n", "comments have lines of their own"),
        ("word", w1 + "quorums w1\n", "an unknown word"),
        ("carriage return", w1 + "quorum w1\r\n", "a control character"),
        ("form feed", w1 + "quorum\fw1\n", "a control character"),
        ("delete", w1 + "# \x7f\nquorum w1\n", "octet 7F"),
    ]:
        assert held(c2sp.parse_policy, data.encode()) is None, title
        cases.add("policy", title, data, why, False, {})
    return texts


def requests(cases):
    def body(old, new, fork=None, checkpoint=None):
        hashes = tree.consistency(old, leaves(new, fork)) if 0 < old < new else []
        return c2sp.request_text(old, hashes, checkpoint or signed(text(new, fork)))

    good = body(3, 5)
    other = signed(note.text("other.example", 5, tree.root(leaves(5))), OTHER_SEED, "other.example")
    zero = base64.b64encode(bytes(32)).decode()
    crooked = signed(note.text(LOG, 0, bytes(32)))
    for title, last, data, status, why in [
        ("first", None, body(0, 5), 200, "never seen before: no proof"),
        ("next", 3, good, 200, "it continues"),
        ("from a power of two", 4, body(4, 7), 200, "the old root begins the proof"),
        ("same again", 5, body(5, 5), 200, "a fresh time for the same size"),
        ("empty log", None, body(0, 0), 200, "size 0"),
        ("one more signature", 3, good + c2sp.cosign(name(9), seed(9), NOON, text(5)), 200, "unknown keys are ignored"),
        ("no gap", 3, good.replace("\n\n", "\n", 1), 400, "no empty line"),
        ("no old", 3, good.split("\n", 1)[1], 400, "no old size"),
        ("padded old", 3, good.replace("old 3", "old 03"), 400, "a leading zero"),
        ("64 hashes", 3, good.replace("old 3\n", "old 3\n" + f"{zero}\n" * 64), 400, "more than 63 lines"),
        ("short hash", 3, good.replace("=\n", "\n", 1), 400, "not a hash"),
        ("extension", 3, body(3, 5, checkpoint=signed(text(5) + "more\n")), 400, "an extension line"),
        ("old above new", 5, body(5, 3), 400, "it goes backwards"),
        ("unsigned", 3, good.split("\n\u2014")[0] + "\n", 400, "a checkpoint without signature"),
        ("stranger", 3, body(3, 5, checkpoint=signed(text(5), OTHER_SEED)), 403, "no trusted key signed"),
        ("wrong signature", 3, good.replace("\n5\n", "\n6\n"), 403, "a trusted key's signature does not fit"),
        ("unknown log", 3, body(3, 5, checkpoint=other), 404, "another origin"),
        ("other size", 4, good, 409, "another size was signed last"),
        ("as if new", 3, body(0, 5), 409, "old 0 although something was signed"),
        ("from nothing", None, good, 409, "nothing was signed before"),
        ("fork", 3, body(3, 5, fork=1), 422, "another history"),
        ("fork of the same size", 5, body(5, 5, fork=1), 422, "same size, another root"),
        ("no proof", 3, c2sp.request_text(3, [], signed(text(5))), 422, "the proof is missing"),
        ("proof from nothing", None, c2sp.request_text(0, [bytes(32)], signed(text(5))), 422, "a proof with old 0"),
        ("proof of the same", 5, c2sp.request_text(5, [bytes(32)], signed(text(5))), 422, "a proof for the same size"),
        ("crooked empty", None, c2sp.request_text(0, [], crooked), 422, "size 0 with another root"),
    ]:
        before = (last, tree.root(leaves(last))) if last is not None else None
        assert c2sp.answer(data.encode(), [log_key()], before) == status, title
        with_ = {"log": log_key(), "last": None if last is None else {"size": last, "root": base64.b64encode(before[1]).decode()}}
        expect = {"status": status} | ({"body": f"{last or 0}\n"} if status == 409 else {})
        cases.add("request", title, data, why, status == 200, with_, expect)


def make():
    """{path: bytes} of everything in tests/vectors/c2sp but its README."""
    cases = Cases()
    checkpoints(cases)
    cosignatures(cases)
    proofs(cases)
    notes = policies(cases)
    requests(cases)
    index = {
        "about": "Neutral vectors for C2SP checkpoint, cosignature, proof, policy and add-checkpoint files; see README.md. Made by scripts/vectors.py --write, never edited by hand.",
        "cases": cases.index,
        "notes": {title: f"notes/{title.replace(' ', '-')}.txt" for title in notes},
    }
    for title, body in notes.items():
        cases.files[f"notes/{title.replace(' ', '-')}.txt"] = body.encode()
    cases.files["index.json"] = (json.dumps(index, indent=1, ensure_ascii=True) + "\n").encode()
    return cases.files
