"""The benchmark asks the page as its script does, while another program takes in files."""

from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.evaluation.bench_beside import measure_beside_ingestion
from assistant.evaluation.bench_corpus import Material
from ingest.config import IndexConfig


def test_answers_are_timed_alone_and_beside_an_ingestion(tmp_path, demonstration, monkeypatch):
    monkeypatch.setattr("assistant.evaluation.bench_beside.IDLE_ANSWERS", 3)
    monkeypatch.setattr("assistant.evaluation.bench_beside.WARM_ANSWERS", 1)
    data_dir = tmp_path / "data"
    demonstration(data_dir)
    assistant = Assistant(AssistantConfig(index=IndexConfig(data_dir=data_dir)))
    material = Material.of(assistant.catalogue.snapshot())
    found = measure_beside_ingestion(assistant, tmp_path / "beside", material, files=2)
    assistant.close()
    assert found["beside_answers"] >= 1
    for name in ("beside_idle", "beside"):
        assert 0 < found[f"{name}_p50_ms"] <= found[f"{name}_p95_ms"]
    assert found["beside_ratio"] > 0
