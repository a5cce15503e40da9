"""Reads of past and running exports."""

from django.db.models import QuerySet

from annotations.models import Job, Project, User


def exports_of(user: User, project: Project, *, newest: int = 50) -> QuerySet[Job]:
    """The project's exports, newest first, with who asked. One query."""
    jobs = Job.objects.visible_to(user).filter(project=project, kind=Job.Kind.EXPORT)
    return jobs.select_related("requested_by")[:newest]


def visible_export(user: User, job_id: int) -> Job:
    """One export. Raises Job.DoesNotExist where there is none, or it is not visible."""
    jobs = Job.objects.visible_to(user).filter(kind=Job.Kind.EXPORT)
    return jobs.select_related("project", "requested_by").get(pk=job_id)
