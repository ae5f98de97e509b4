"""From chapters to a site: the pipeline, the Sphinx extension, the preview."""
