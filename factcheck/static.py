"""How static files are named once collectstatic has gathered them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names carry a hash of the content, in the imports of ES modules too."""

    support_js_module_import_aggregation = True
