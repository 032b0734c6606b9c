"""On a Dask cluster of several worker processes: the same bytes, whatever dies on the way."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import giox
from corpus.texts import HOSTILE, tables, write_slow

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # distributed warns as it winds a cluster down
]
distributed = pytest.importorskip("distributed")
FILES = 60


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Three workers, each a process of its own with a watchman that starts it anew."""
    monkeypatch.syspath_prepend(str(HOSTILE))
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(HOSTILE), os.environ.get("PYTHONPATH", "")])
    )
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as cluster:
        yield cluster


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_slow(tmp_path / "in", FILES)


def test_a_cluster_gives_the_same_bytes(cluster: Any, folder: Path, tmp_path: Path) -> None:
    giox.extract_to(folder, tmp_path / "here", processes=0)
    with distributed.Client(cluster) as client:
        assert cluster.dashboard_link.startswith("http")
        giox.extract_to(folder, tmp_path / "there", client=client)
        assert giox.extract_to(folder, tmp_path / "there", client=client).read == 0
    assert tables(tmp_path / "here") == tables(tmp_path / "there")


def test_a_worker_killed_in_mid_run_costs_time_only(
    cluster: Any, folder: Path, tmp_path: Path
) -> None:
    giox.extract_to(folder, tmp_path / "here", processes=0)
    with distributed.Client(cluster) as client:
        (victim, *_) = client.run(os.getpid).values()

        def kill() -> None:
            while not list((tmp_path / "there").glob(".parts/ledger/*.parquet")):
                time.sleep(0.05)
            os.kill(victim, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        giox.extract_to(folder, tmp_path / "there", client=client)
        killer.join()
        assert victim not in client.run(os.getpid).values()
    assert tables(tmp_path / "here") == tables(tmp_path / "there")


def test_limits_hold_on_a_cluster(cluster: Any, folder: Path) -> None:
    for kind in ("SPIN", "CRASH"):
        (folder / f"{kind}.txt").write_text(kind, encoding="utf-8")
    with distributed.Client(cluster) as client:
        workers = set(client.run(os.getpid).values())
        extraction = giox.extract(folder, client=client, timeout=3)
        assert set(client.run(os.getpid).values()) == workers
    status = dict(extraction.reports.select("report", "status").iter_rows())
    assert (status.pop("SPIN.txt"), status.pop("CRASH.txt")) == ("unreadable", "unreadable")
    assert set(status.values()) == {"ok"}


def test_the_command_reads_on_a_cluster(cluster: Any, folder: Path, tmp_path: Path) -> None:
    import subprocess
    import sys

    code = "from giox.cli import main; main()"
    address = cluster.scheduler_address
    subprocess.run(
        [
            sys.executable,
            "-c",
            code,
            "extract",
            folder,
            "-o",
            tmp_path / "there",
            "--scheduler",
            address,
        ],
        check=True,
        capture_output=True,
    )
    giox.extract_to(folder, tmp_path / "here", processes=0)
    assert tables(tmp_path / "here") == tables(tmp_path / "there")


def test_a_cluster_that_does_not_answer_is_said() -> None:
    from giox.corpus.cluster import connected

    with (
        pytest.raises(giox.GioxError, match="no Dask scheduler answers at"),
        connected("tcp://127.0.0.1:9", wait=1),
    ):
        pass


def test_inputs_and_outputs_may_be_in_object_storage(
    cluster: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("moto")
    s3fs = pytest.importorskip("s3fs")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        settings = {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        s3 = s3fs.S3FileSystem(anon=False)
        s3.mkdir("corpus")
        s3.put(str(folder), "corpus/in", recursive=True)
        giox.extract_to(folder, tmp_path / "here", processes=0)
        with distributed.Client(cluster) as client:
            client.run(lambda: os.environ.update(settings))
            summary = giox.extract_to("s3://corpus/in", "s3://corpus/out", client=client)
        assert (summary.read, summary.statuses) == (FILES, {"ok": FILES})
        assert giox.extract_to("s3://corpus/in", "s3://corpus/out", processes=0).read == 0
        for name, data in tables(tmp_path / "here").items():
            assert s3.cat_file(f"corpus/out/{name}.parquet") == data
    finally:
        server.stop()
