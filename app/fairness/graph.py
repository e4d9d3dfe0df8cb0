"""Who reads what, as a graph of submissions and jurors: totals are comparable only as far as it hangs together.

si, ji: codes 0 … of submissions and jurors, one pair for each sheet; a code that is left out stands alone.

Source: R. Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1 (1972); for connected
block designs and their information matrix, K. R. Shah and B. K. Sinha, "Theory of Optimal Designs" (1989).
"""

from collections.abc import Set as AbstractSet

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigvalsh
from scipy.sparse import csgraph, csr_array

from app.fairness.cases import FairnessError
from app.fairness.equations import counts_of
from app.fairness.products import CrossProducts, Ints

Pair = tuple[int, int]
_Neighbours = list[list[int]]
_Part = tuple[list[int], list[int]]  # submissions and jurors, those with few readings first


def components(si: npt.ArrayLike, ji: npt.ArrayLike) -> tuple[int, Ints, Ints]:
    """How many parts have no reader in common, and the part of each submission (N,) and juror (J,).

    Parts are numbered by their first submission. Raises FairnessError "shape", "bad_code".
    """
    submissions, jurors = _codes(si, ji)
    if not submissions.size:
        return 0, submissions, jurors
    first = int(submissions.max()) + 1
    size = first + int(jurors.max()) + 1
    graph = csr_array((np.ones(len(submissions)), (submissions, first + jurors)), shape=(size, size))
    count, found = csgraph.connected_components(graph, directed=False)
    _labels, places = np.unique(found, return_index=True)
    order = np.empty(count, dtype=np.int64)
    order[np.argsort(places)] = np.arange(count)
    return int(count), order[found[:first]], order[found[first:]]


def _codes(si: npt.ArrayLike, ji: npt.ArrayLike) -> tuple[Ints, Ints]:
    submissions, jurors = np.asarray(si, dtype=np.int64), np.asarray(ji, dtype=np.int64)
    if submissions.shape != jurors.shape or submissions.ndim != 1:
        raise FairnessError("shape", f"{submissions.shape} submissions, {jurors.shape} jurors")
    if submissions.size and min(submissions.min(), jurors.min()) < 0:
        raise FairnessError("bad_code", "a code is negative")
    return submissions, jurors


def gapless(codes: Ints) -> Ints:
    """The same codes counted anew, so that none is left out."""
    return np.asarray(np.unique(codes, return_inverse=True)[1], dtype=np.int64)


def articulation_jurors(si: npt.ArrayLike, ji: npt.ArrayLike) -> list[int]:
    """The jurors without whom a part would fall into several, in rising order; O(n log n)."""
    submissions, jurors = _codes(si, ji)
    if not submissions.size:
        return []
    first = int(submissions.max()) + 1
    neighbours: _Neighbours = [[] for _node in range(first + int(jurors.max()) + 1)]
    for one, other in sorted(set(zip(submissions.tolist(), (first + jurors).tolist(), strict=True))):
        neighbours[one].append(other)
        neighbours[other].append(one)
    return sorted(node - first for node in _cut_nodes(neighbours) if node >= first)


def _cut_nodes(neighbours: _Neighbours) -> set[int]:
    """Tarjan: a node is a cut if something below it reaches nothing above it, a root if it has two branches."""
    order, parents = _depth_first(neighbours)
    entered = [0] * len(order)
    for number, node in enumerate(order):
        entered[node] = number
    lowest, cuts, branches = entered.copy(), set(), [0] * len(order)
    for node in reversed(order):
        parent = parents[node]
        lowest[node] = min([lowest[node], *(entered[other] for other in neighbours[node] if other != parent)])
        if parent == node:
            continue
        lowest[parent] = min(lowest[parent], lowest[node])
        branches[parent] += 1
        is_root = parents[parent] == parent
        if branches[parent] > 1 if is_root else lowest[node] >= entered[parent]:
            cuts.add(parent)
    return cuts


def _depth_first(neighbours: _Neighbours) -> tuple[list[int], list[int]]:
    """The nodes in the order of a search, and the node from which each was reached (itself for a root)."""
    order, parents = [], [-1] * len(neighbours)
    for root in range(len(neighbours)):
        if parents[root] >= 0:
            continue
        parents[root] = root
        order.append(root)
        way = [(root, iter(neighbours[root]))]
        while way:
            node, ahead = way[-1]
            found = next((other for other in ahead if parents[other] < 0), None)
            if found is None:
                way.pop()
            else:
                parents[found] = node
                order.append(found)
                way.append((found, iter(neighbours[found])))
    return order, parents


def lambda2(si: npt.ArrayLike, ji: npt.ArrayLike) -> float:
    """How firmly jurors hang together: the second smallest eigenvalue of their information matrix.

    The matrix is diag(n_j) - NᵀR⁻¹N, N the counts and R the readings of each submission: how much is known of the
    differences between jurors. 0 if there are several parts or fewer than two jurors; at most the readings of a juror.
    O(J³), for J jurors.
    """
    submissions, jurors = _codes(si, ji)
    if len(np.unique(jurors)) < 2:  # noqa: PLR2004 -- a difference needs two
        return 0.0
    submissions, jurors = gapless(submissions), gapless(jurors)
    counts = counts_of(submissions, jurors)
    matrix = -CrossProducts(counts).of(1.0 / counts.sum(axis=1))
    matrix.flat[:: len(matrix) + 1] += np.bincount(jurors)
    return max(float(eigvalsh(matrix, lower=True, subset_by_index=(1, 1))[0]), 0.0)


def linking_proposals(si: npt.ArrayLike, ji: npt.ArrayLike, conflicts: AbstractSet[Pair]) -> list[Pair]:
    """The cheapest further readings (submission, juror) that make one part of all, one less than there are parts.

    Cheap means: jurors with few readings first, then submissions with few. `conflicts`: pairs (submission, juror) that
    must not be; if they forbid every link of a part, that part is left out and the list is shorter.
    """
    submissions, jurors = _codes(si, ji)
    count, of_submission, of_juror = components(submissions, jurors)
    read, reads = np.bincount(submissions).tolist(), np.bincount(jurors).tolist()
    parts: list[_Part] = [([], []) for _part in range(count)]
    for submission in sorted(range(len(read)), key=read.__getitem__):
        parts[of_submission[submission]][0].append(submission)
    for juror in sorted(range(len(reads)), key=reads.__getitem__):
        parts[of_juror[juror]][1].append(juror)
    parts.sort(key=lambda part: -sum(read[submission] for submission in part[0]))
    return _links(parts, read, reads, conflicts)


def _links(parts: list[_Part], read: list[int], reads: list[int], conflicts: AbstractSet[Pair]) -> list[Pair]:
    """Joins one part after another to the first. Parts, read and reads are used up."""
    found: list[Pair] = []
    while len(parts) > 1:
        ways = ((number, _link(parts[0], parts[number], read, reads, conflicts)) for number in range(1, len(parts)))
        number, link = next(((number, link) for number, link in ways if link), (0, None))
        if link is None:
            break
        found.append(link)
        read[link[0]] += 1
        reads[link[1]] += 1
        submissions, jurors = parts.pop(number)
        parts[0] = (
            sorted(parts[0][0] + submissions, key=read.__getitem__),
            sorted(parts[0][1] + jurors, key=reads.__getitem__),
        )
    return found


def _link(one: _Part, other: _Part, read: list[int], reads: list[int], conflicts: AbstractSet[Pair]) -> Pair | None:
    both_ways = [
        next(((idea, juror) for juror in jurors for idea in ideas if (idea, juror) not in conflicts), None)
        for (ideas, _own), (_others, jurors) in ((one, other), (other, one))
    ]
    possible = [pair for pair in both_ways if pair]
    return min(possible, key=lambda pair: (reads[pair[1]], read[pair[0]], pair), default=None)


def reinforcing_proposals(si: npt.ArrayLike, ji: npt.ArrayLike, conflicts: AbstractSet[Pair]) -> list[Pair]:
    """Further readings after which no part hangs on a single juror, as far as `conflicts` allow."""
    submissions, jurors = _codes(si, ji)
    found: list[Pair] = []
    for cut in articulation_jurors(submissions, jurors):
        is_other = jurors != cut
        forbidden = conflicts | {(submission, cut) for submission in np.unique(submissions).tolist()}
        more = linking_proposals(submissions[is_other], jurors[is_other], forbidden)
        found += more
        submissions = np.append(submissions, [submission for submission, _juror in more]).astype(np.int64)
        jurors = np.append(jurors, [juror for _submission, juror in more]).astype(np.int64)
    return found
