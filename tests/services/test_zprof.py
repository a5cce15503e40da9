import cProfile, pstats, time
from django.db import connection, transaction
from annotations.services.demo import load_demo


def test_p(db):
    t = time.process_time()
    w = time.time()
    n = [0]

    def count(ex, *a):
        n[0] += 1
        return ex(*a)

    p = cProfile.Profile()
    with connection.execute_wrapper(count):
        load_demo(password="plain harbour words")
    print("cpu", time.process_time() - t, "wall", time.time() - w, "queries", n[0])


def test_q(db):
    p = cProfile.Profile()
    p.enable()
    load_demo(password="plain harbour words")
    p.disable()
    pstats.Stats(p).sort_stats("cumtime").print_stats(45)
