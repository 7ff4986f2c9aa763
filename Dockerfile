# The `course` command for an instructor on macOS or Windows: docs/instructor.md says how to use it.
# It holds the framework and no course: that is mounted at /work, with its solutions and secret.
FROM python:3.11-slim-bookworm

# Root, as Docker has it: may write results into a folder of anybody's, and runs student code as
# nobody, without a capability.
WORKDIR /usr/local/src/course
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY course ./course
RUN pip install --no-cache-dir --disable-pip-version-check -c constraints.txt ".[grade,release]"

WORKDIR /work
ENTRYPOINT ["course"]
CMD ["--help"]
