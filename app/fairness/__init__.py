"""The mathematics of the jury: pure functions of numbers and ids, without database and web."""

import os

# Matrices here are small: a second thread of the linear algebra only waits for the first one, and would let the last
# digits depend on how many cores a machine has. Read by numpy when it is first imported, which nothing before us does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
