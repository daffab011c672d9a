"""Grid world: a square of cells, one of them the goal; small enough that all is known exactly.

    s' = next(s, a),  r = GOAL if s' is the goal, else STEP;  at the goal an episode ends
    Q[s, a] = r + GAMMA max_a' Q[s', a'],  the second term 0 at the goal        Bellman

A move into a wall stays where it is. Each step costs, so the best policy is a shortest way.
There are S - 1 = 24 cells to be in and 4 moves, and 2 of the 96 pairs enter the goal.

Shapes    S cells, A = 4 moves
    NEXT, REWARD, DONE, q    (S, A)
    policy                   (S,)      a move for each cell
    value                    (S,)      the discounted return from each cell

Source
    Sutton and Barto, "Reinforcement Learning" (2018), 3.5 and 4.1.
"""

import numpy as np

SIDE, A = 5, 4
S = SIDE * SIDE
END = S - 1  # the goal, in a corner
GAMMA, GOAL, STEP = 0.95, 10.0, -1.0

ROW, COLUMN = np.divmod(np.arange(S), SIDE)
NEXT = np.stack(
    [
        np.clip(ROW + down, 0, SIDE - 1) * SIDE + np.clip(COLUMN + right, 0, SIDE - 1)
        for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0))
    ],
    axis=1,
)
DONE = NEXT == END
REWARD = np.where(DONE, GOAL, STEP)


def best() -> np.ndarray:
    """Return the best policy's q, by value iteration."""
    q = np.zeros((S, A))
    for _ in range(4 * SIDE):  # longer than any shortest way
        q = REWARD + GAMMA * np.where(DONE, 0, q.max(axis=1)[NEXT])
    return q


def value(policy: np.ndarray) -> np.ndarray:
    """Return the value of a policy given as probabilities (S, A): one linear system."""
    moves = np.zeros((S, S))
    np.add.at(moves, (np.arange(S)[:, None], NEXT), policy * ~DONE)
    return np.linalg.solve(np.eye(S) - GAMMA * moves, (policy * REWARD).sum(axis=1))


def achieved(q: np.ndarray) -> float:
    """Return what q's greedy policy earns over all starts: 1 as the best, 0 as random moves."""
    greedy, wanted = (np.eye(A)[table.argmax(axis=1)] for table in (q, best()))
    mine, most, least = (
        value(policy)[:END].mean() for policy in (greedy, wanted, np.full((S, A), 1 / A))
    )
    return float((mine - least) / (most - least))
