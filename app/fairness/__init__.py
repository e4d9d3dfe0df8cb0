"""The mathematics of the jury: pure functions of numbers and ids, without database and web."""
