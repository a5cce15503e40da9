"""Whether this process lives, and whether it may be sent people."""

import structlog
from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotations.queries import health

log = structlog.get_logger(__name__)
_migrated = False


@never_cache
@require_safe
def livez(_request: HttpRequest) -> JsonResponse:
    """Answer without touching the database: restarting this process would not mend that."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database is reachable and migrated, else 503 and why.

    ``queue_age`` is how many seconds the oldest due job has waited; an old queue is the workers'
    trouble and takes no page away. ``warnings`` names settings that risk acknowledged writes.
    """
    try:
        if not _is_migrated():
            return JsonResponse({"status": "not migrated"}, status=503)
        age, risks = health.queue_age(), health.undurable_settings()
    except Error:
        return JsonResponse({"status": "no database"}, status=503)
    warnings = [f"{name} is off" for name in risks]
    return JsonResponse({"status": "ready", "queue_age": round(age, 1), "warnings": warnings})


def _is_migrated() -> bool:
    """Ask until it is so once: migrations do not go away under a running process."""
    global _migrated  # noqa: PLW0603
    if not _migrated and not health.pending_migrations():
        _migrated = True
        risks = health.undurable_settings()
        if risks:
            log.warning("acknowledged_work_at_risk", settings_off=risks)
    return _migrated
