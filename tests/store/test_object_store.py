"""A store on an object store: as sound as one in a folder, and never written to where writers are not kept apart."""

import json
import socket
import ssl
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from threading import Barrier
from urllib.parse import unquote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.asking import ask, error
from dashboard.cli import main
from dashboard.errors import StoreDamaged, StoreError, StoreMissing, StoreUnreachable
from dashboard.settings import load_settings
from dashboard.store import Store, batches_in, object_store
from dashboard.store.backup import contents_of, restore_backup, write_backup
from dashboard.store.object_store import TRIED
from store.making import many, observation, sent, submission
from store.object_server import (
    BUCKET,
    Bucket,
    a_lost_answer,
    object_server,
    settings_for,
    watched,
    without_conditions,
)

DATA = Path(__file__).parents[1] / "data"
FILE = b"kakuu" * 1000
NAMES = ["store", "指標 の/保管 場所 𠮷", "a b%20c#y?z'\"`$(x)&=+"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with object_server(tmp_path_factory.mktemp("objects") / "server.log") as address:
        yield address


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the object store at an address the one of the settings."""

    def used(address: str) -> None:
        for name, text in settings_for(address).items():
            monkeypatch.setenv(name, text)

    return used


@pytest.fixture
def bucket(server: str, use: Callable[[str], None]) -> Bucket:
    """The bucket, emptied."""
    use(server)
    bucket = Bucket(server)
    bucket.clear()
    return bucket


@pytest.fixture
def site(bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """A made-up plan whose store is not made yet."""
    monkeypatch.setenv("DASHBOARD_CATALOGUE", str(DATA / "other_plan.yaml"))
    monkeypatch.setenv("DASHBOARD_DATA", str(DATA / "other_plan"))
    monkeypatch.setenv("DASHBOARD_STORE", f"s3://{BUCKET}/store")
    monkeypatch.setenv("DASHBOARD_CACHE", str(tmp_path / "cache"))
    return Store(load_settings().store)


@pytest.fixture(scope="module")
def objects(server: str) -> dict[str, bytes]:
    """What is in the bucket with a store of three batches."""
    bucket = Bucket(server)
    bucket.clear()
    with pytest.MonkeyPatch.context() as patch:
        for name, text in settings_for(server).items():
            patch.setenv(name, text)
        made = Store(f"s3://{BUCKET}/store")
        made.create([submission()])
        made.append(sent(FILE, many([1.0] * 30)))
        made.append(submission(observation(900.0)))
    return bucket.contents()


@pytest.fixture
def store(objects: dict[str, bytes], bucket: Bucket) -> Store:
    for name, data in objects.items():
        bucket.write(name, data)
    return Store(f"s3://{BUCKET}/store")


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_a_folder_can_works_under_any_name(bucket: Bucket, name: str, tmp_path: Path) -> None:
    store = Store(f"s3://{BUCKET}/{name}")
    assert not store.exists()
    store.create([submission()])
    store.create([submission(by="二度目")])
    batch = store.append(sent(FILE))
    store.withdraw(batch.id, by="係長", reason="誤り")
    assert [each.withdrawn for each in batches_in(store.read())] == [False, True, False]
    assert (store.version(), store.read(0).num_rows) == (2, 1)
    assert store.originals.read(batch.sha256) == FILE
    assert store.missing_originals() == ()
    write_backup(store, tmp_path / "backup.zip")
    restored = Store(f"s3://{BUCKET}/{name} 2")
    assert restore_backup(restored, tmp_path / "backup.zip") == 3
    assert batches_in(restored.read()) == batches_in(store.read())
    assert restored.originals.read(batch.sha256) == FILE


def test_of_several_that_create_at_once_exactly_one_seeds_the_store(bucket: Bucket) -> None:
    store, start = Store(f"s3://{BUCKET}/store"), Barrier(4)

    def create(name: str) -> None:
        start.wait()
        store.create([submission(by=name)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(create, "甲乙丙丁"))
    assert len(batches_in(store.read())) == 1


@pytest.mark.parametrize("missing", [[], ["store/observations/_delta_log/"], ["store/"]], ids=["never", "log", "all"])
def test_a_store_that_is_gone_is_not_made_anew(
    site: Store, bucket: Bucket, missing: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    if missing:
        assert main(["init"]) == 0
        note = bucket.read("store/made.json")
        for prefix in missing:
            bucket.clear(prefix)
        bucket.write("store/made.json", note)
    before = bucket.names()
    capsys.readouterr()
    for command in (["history"], ["assess"], ["backup", "backup.zip"]):
        assert main(command) == 1
        assert "_delta_log" in (err := capsys.readouterr().err) or "がありません。" in err
    if missing:
        assert main(["init"]) == 1
        assert "restore" in capsys.readouterr().err
    assert bucket.names() == before


def test_a_store_of_an_earlier_version_is_backed_up_before_the_first_write(bucket: Bucket, tmp_path: Path) -> None:
    with zipfile.ZipFile(DATA / "stores/format3.zip") as archive:
        for name in archive.namelist():
            if not name.endswith("/"):
                bucket.write(name, archive.read(name))
    store = Store(f"s3://{BUCKET}/store")
    before = batches_in(store.read())
    store.append(submission())
    (tmp_path / "before.zip").write_bytes(bucket.read("store/.before-format-2.zip"))
    assert contents_of(tmp_path / "before.zip").batches == before


def empty(bucket: Bucket, number: int) -> None:
    bucket.write(f"store/observations/_delta_log/{number:020d}.json", b"")


def cut(bucket: Bucket, number: int) -> None:
    name = f"store/observations/_delta_log/{number:020d}.json"
    bucket.write(name, bucket.read(name)[:-40])


def delete(bucket: Bucket, number: int) -> None:
    bucket.clear(f"store/observations/_delta_log/{number:020d}.json")


def without_rows(bucket: Bucket, number: int) -> None:
    name = f"store/observations/_delta_log/{number:020d}.json"
    lines = [line for line in bucket.read(name).splitlines(keepends=True) if b'"add"' not in line]
    bucket.write(name, b"".join(lines))


@pytest.mark.parametrize("spoil", [empty, cut, delete, without_rows])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_damaged_log_names_the_file_and_refuses_everything(
    store: Store, bucket: Bucket, spoil: Callable[[Bucket, int], None], number: int
) -> None:
    spoil(bucket, number)
    before = bucket.contents()
    for attempt in (store.read, store.version, lambda: store.append(submission()), lambda: store.create([])):
        with pytest.raises(StoreDamaged, match=f"{number:020d}.json"):
            attempt()
    assert bucket.contents() == before


def test_damaged_rows_are_named(store: Store, bucket: Bucket) -> None:
    name = next(name for name in bucket.names() if name.endswith(".parquet"))
    bucket.write(name, bucket.read(name)[::-1])
    with pytest.raises(StoreDamaged, match=name.rpartition("/")[2]):
        store.read()


# writers that nobody keeps apart


def test_where_the_condition_is_ignored_nothing_is_written_and_all_is_read(
    store: Store, bucket: Bucket, server: str, use: Callable[[str], None], tmp_path: Path
) -> None:
    write_backup(store, tmp_path / "backup.zip")
    quiet, before = batches_in(store.read()), bucket.contents()
    with without_conditions(server) as proxy:
        use(proxy)
        attempts: list[Callable[[], object]] = [
            lambda: store.append(sent(FILE)),
            lambda: store.withdraw(quiet[0].id, by="係長", reason="誤り"),
            lambda: Store(f"s3://{BUCKET}/another").create([submission()]),
            lambda: restore_backup(Store(f"s3://{BUCKET}/restored"), tmp_path / "backup.zip"),
        ]
        for attempt in attempts:
            with pytest.raises(StoreError, match=r"If-None-Match.*見ることはできます。"):
                attempt()
        assert batches_in(store.read()) == quiet
        assert store.originals.read(quiet[1].sha256) == FILE
    assert {name: data for name, data in bucket.contents().items() if not name.endswith(TRIED)} == {
        name: data for name, data in before.items() if not name.endswith(TRIED)
    }
    use(server)
    assert store.append(submission()).id


def test_an_answer_that_is_lost_on_the_way_costs_no_batch_and_doubles_none(
    store: Store, server: str, use: Callable[[str], None]
) -> None:
    quiet = len(batches_in(store.read()))
    with a_lost_answer(server, b"PUT", b"_delta_log/") as (proxy, lost):
        use(proxy)
        batch = store.append(sent(b"another file"))
        assert lost.is_set()
    use(server)
    batches = batches_in(store.read())
    assert (len(batches), batches[-1].id) == (quiet + 1, batch.id)


# what is wrong, in words


@contextmanager
def answering(status: int, code: str = "") -> Iterator[str]:
    """A server that answers everything with one status."""
    body = f"<Error><Code>{code}</Code></Error>".encode() if code else b""
    head = f"HTTP/1.1 {status} Nothing\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
    with listening(lambda connection: connection.sendall(head + body)) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def listening(answer: Callable[[socket.socket], object]) -> Iterator[int]:
    """The port of a server that does one thing with whoever comes."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with suppress(OSError), connection:
                    connection.settimeout(5)
                    connection.recv(65536)
                    answer(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


@contextmanager
def self_signed(folder: Path) -> Iterator[str]:
    """A server with a certificate that nobody knows."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "架空")])
    now = datetime.now(UTC)
    certificate = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    certificate = certificate.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    signed = certificate.add_extension(names, critical=False).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "server.pem").write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with suppress(OSError), context.wrap_socket(connection, server_side=True):
                    pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


@contextmanager
def nobody() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield f"http://127.0.0.1:{port}"


@contextmanager
def silent() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def plain_for_tls() -> Iterator[str]:
    with answering(200) as address:
        yield address.replace("http:", "https:")


@contextmanager
def unknown_host() -> Iterator[str]:
    yield "http://no-such-host.invalid"


WRONG: list[tuple[str, Callable[[Path], object], str]] = [
    ("nobody listens", lambda _: nobody(), "つながりません"),
    ("nobody answers", lambda _: silent(), "答えません"),
    ("no such host", lambda _: unknown_host(), "ホスト名）が見つかりません"),
    ("no TLS", lambda _: plain_for_tls(), "https"),
    ("unknown certificate", self_signed, "証明書"),
    ("no such bucket", lambda _: answering(404, "NoSuchBucket"), "バケット"),
    ("unknown key", lambda _: answering(403, "InvalidAccessKeyId"), "AWS_ACCESS_KEY_ID"),
    ("wrong key", lambda _: answering(403, "SignatureDoesNotMatch"), "AWS_SECRET_ACCESS_KEY"),
    ("not allowed", lambda _: answering(403, "AccessDenied"), "許されていません"),
    ("403 alone", lambda _: answering(403), "許されていません"),
    ("401 alone", lambda _: answering(401), "許されていません"),
    ("wrong region", lambda _: answering(400, "AuthorizationHeaderMalformed"), "AWS_REGION"),
    ("redirect", lambda _: answering(301, "PermanentRedirect"), "AWS_REGION"),
    ("wrong clock", lambda _: answering(403, "RequestTimeTooSkewed"), "時計"),
    ("busy", lambda _: answering(503, "SlowDown"), "混んでいる"),
    ("something else", lambda _: answering(418), "思いがけない答え"),
]


@pytest.fixture(params=WRONG, ids=[each[0] for each in WRONG])
def cause(
    request: pytest.FixtureRequest, tmp_path: Path, use: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Something is wrong with the object store of the settings; the word for it."""
    monkeypatch.setattr(object_store, "_ANSWER_SECONDS", 1)
    monkeypatch.setattr(object_store, "_RETRIES", 0)
    _, make, words = request.param
    with make(tmp_path) as address:
        use(address)
        yield words


def test_what_is_wrong_is_a_sentence_with_its_cause(
    site: Store, cause: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["check"], ["init"]):
        assert main(command) == 1
        err = capsys.readouterr().err.splitlines()[0]
        assert "s3://" in err
        assert cause in err
        assert err.endswith("。")
        assert "Generic" not in err
        assert "kakuu-no-kagi" not in err
    for attempt in (site.read, lambda: site.append(submission())):
        with pytest.raises(StoreUnreachable, match=cause):
            attempt()
    status, sentence = error(ask("assessments.json"))
    assert (status, cause in sentence) == (503, True)


def test_without_keys_the_sentence_asks_for_them() -> None:
    causes = [text for signs, text in object_store._CAUSES if "169.254.169.254" in signs]
    assert len(causes) == 1
    assert "AWS_ACCESS_KEY_ID" in causes[0]


def test_another_kind_of_address_is_refused() -> None:
    with pytest.raises(StoreError, match="s3:// で始まる"):
        Store("gopher://bucket/store").exists()


def test_a_folder_written_as_an_address_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_STORE", (tmp_path / "保管 %20場所").as_uri())
    assert load_settings().store == str(tmp_path / "保管 %20場所")


def test_a_note_and_a_missing_store_are_told_from_one_that_cannot_be_reached(site: Store, bucket: Bucket) -> None:
    assert main(["init"]) == 0
    assert json.loads(bucket.read("store/made.json"))["store"] == site.location
    bucket.clear("store/observations/")
    bucket.clear("store/head.json")
    with pytest.raises(StoreMissing):
        site.read()
    assert main(["init", "--anew"]) == 0
    assert len(batches_in(site.read())) == 1


def test_the_newest_commit_is_found_however_the_log_changes(store: Store, bucket: Bucket) -> None:
    stamps = [store.stamp()]
    for _ in range(3):
        store.append(submission())
        stamps.append(store.stamp())
    assert [stamp.partition("@")[0] for stamp in stamps] == [f"{number:020d}.json" for number in range(2, 6)]
    # A checkpoint and what others leave there are no commits.
    bucket.write(f"store/observations/_delta_log/{9:020d}.checkpoint.parquet", b"")
    bucket.write(f"store/observations/_delta_log/folder/{9:020d}.json", b"")
    assert store.stamp() == stamps[-1]
    bucket.clear("store/")
    with pytest.raises(StoreMissing):
        store.stamp()
    store.create([submission()])
    assert store.stamp().startswith(f"{0:020d}.json")


def test_a_look_for_news_lists_only_what_came_since(store: Store, server: str, use: Callable[[str], None]) -> None:
    asked: list[str] = []
    with watched(server, asked.append) as proxy:
        use(proxy)
        store.stamp()
        asked.clear()
        store.stamp()
    assert len(asked) == 1
    assert f"{1:020d}.json" in unquote(asked[0])
