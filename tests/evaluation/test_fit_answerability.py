import numpy as np

from assistant.evaluation.fit_answerability import fit_logistic


def test_the_fit_finds_the_direction_that_separates():
    generator = np.random.default_rng(3)
    signals = generator.normal(size=(400, 3))
    answered = signals[:, 0] - 2 * signals[:, 1] + generator.normal(size=400) > 0.5
    weights, intercept = fit_logistic(signals, answered)
    assert weights[0] > 0.3 and weights[1] < -0.6 and abs(weights[2]) < 0.3
    assert intercept < 0
    assert ((signals @ weights + intercept > 0) == answered).mean() > 0.8


def test_scaling_a_signal_scales_its_weight_only():
    generator = np.random.default_rng(4)
    signals = generator.normal(size=(200, 2))
    answered = signals[:, 0] > 0
    weights, intercept = fit_logistic(signals, answered)
    scaled, same = fit_logistic(signals * [10, 1], answered)
    assert np.allclose(scaled * [10, 1], weights)
    assert np.isclose(intercept, same)
