"""Adam's shares: what can be wrong about the betas, by which its two means are made."""

from diagnose.checking.wrong.adam import falls, wrong

SHARES = [
    wrong(
        "beta1 and beta2 are swapped",
        "m has beta2 and v has beta1: it is the other way round.",
        m=lambda t, m, dw: t.beta2 * m + (1 - t.beta2) * dw,
        v=lambda t, v, dw: t.beta1 * v + (1 - t.beta1) * dw**2,
        short=lambda t, i: falls(t, i)[::-1],
    ),
    wrong(
        "beta1 and beta2 are swapped in the means",
        "m is made with beta2 and v with beta1, though the corrections are right: swap them.",
        m=lambda t, m, dw: t.beta2 * m + (1 - t.beta2) * dw,
        v=lambda t, v, dw: t.beta1 * v + (1 - t.beta1) * dw**2,
    ),
    wrong(
        "the mean has the square's beta",
        "m is made with beta2: it should be beta1 * m + (1 - beta1) * dw.",
        m=lambda t, m, dw: t.beta2 * m + (1 - t.beta2) * dw,
    ),
    wrong(
        "the square has the mean's beta",
        "v is made with beta1: it should be beta2 * v + (1 - beta2) * dw^2.",
        v=lambda t, v, dw: t.beta1 * v + (1 - t.beta1) * dw**2,
    ),
    wrong(
        "the old mean has the square's beta",
        "m is beta2 * m + (1 - beta1) * dw: the old m is multiplied by beta1.",
        m=lambda t, m, dw: t.beta2 * m + (1 - t.beta1) * dw,
    ),
    wrong(
        "the old square has the mean's beta",
        "v is beta1 * v + (1 - beta2) * dw^2: the old v is multiplied by beta2.",
        v=lambda t, v, dw: t.beta1 * v + (1 - t.beta2) * dw**2,
    ),
    wrong(
        "the mean's two shares are swapped",
        "m is (1 - beta1) * m + beta1 * dw: beta1 is the share of m that is kept.",
        m=lambda t, m, dw: (1 - t.beta1) * m + t.beta1 * dw,
    ),
    wrong(
        "the square's two shares are swapped",
        "v is (1 - beta2) * v + beta2 * dw^2: beta2 is the share of v that is kept.",
        v=lambda t, v, dw: (1 - t.beta2) * v + t.beta2 * dw**2,
    ),
    wrong(
        "all shares are swapped",
        "m and v keep the shares 1 - beta1 and 1 - beta2: beta is the share that is kept.",
        m=lambda t, m, dw: (1 - t.beta1) * m + t.beta1 * dw,
        v=lambda t, v, dw: (1 - t.beta2) * v + t.beta2 * dw**2,
    ),
    wrong(
        "the mean has the share beta1 twice",
        "m is beta1 * m + beta1 * dw: the new part has the share 1 - beta1.",
        m=lambda t, m, dw: t.beta1 * (m + dw),
    ),
    wrong(
        "the mean has the share one minus beta1 twice",
        "m is (1 - beta1) * m + (1 - beta1) * dw: beta1 is the share of the old m.",
        m=lambda t, m, dw: (1 - t.beta1) * (m + dw),
    ),
    wrong(
        "the new part of the mean has the square's beta",
        "m is beta1 * m + (1 - beta2) * dw: the new part has the share 1 - beta1.",
        m=lambda t, m, dw: t.beta1 * m + (1 - t.beta2) * dw,
    ),
    wrong(
        "the square has the share beta2 twice",
        "v is beta2 * v + beta2 * dw^2: the new part has the share 1 - beta2.",
        v=lambda t, v, dw: t.beta2 * (v + dw**2),
    ),
    wrong(
        "the square has the share one minus beta2 twice",
        "v is (1 - beta2) * v + (1 - beta2) * dw^2: beta2 is the share of the old v.",
        v=lambda t, v, dw: (1 - t.beta2) * (v + dw**2),
    ),
    wrong(
        "the new part of the square has the mean's beta",
        "v is beta2 * v + (1 - beta1) * dw^2: the new part has the share 1 - beta2.",
        v=lambda t, v, dw: t.beta2 * v + (1 - t.beta1) * dw**2,
    ),
    wrong(
        "the new gradient has no share",
        "m is beta1 * m + dw: the new gradient is multiplied by 1 - beta1.",
        m=lambda t, m, dw: t.beta1 * m + dw,
    ),
    wrong(
        "the new square has no share",
        "v is beta2 * v + dw^2: the new square is multiplied by 1 - beta2.",
        v=lambda t, v, dw: t.beta2 * v + dw**2,
    ),
]
