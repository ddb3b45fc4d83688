# The app alone: it speaks to the MongoDB that FILMLEDGER_MONGODB_URI names (docker-compose.yml brings one).
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements/ requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/build.lock
RUN pip wheel --no-cache-dir --no-build-isolation --use-pep517 --wheel-dir /wheels \
    --require-hashes -r requirements/run.lock
RUN pip wheel --no-cache-dir --no-build-isolation --use-pep517 --wheel-dir /wheels \
    --require-hashes -r requirements/alarms.lock
COPY . .
RUN pip wheel --no-cache-dir --no-build-isolation --no-deps --wheel-dir /wheels .

FROM python:3.13-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links=/wheels "filmledger[alarms]"
# A volume that is mounted on this folder belongs to whom the folder belongs to.
RUN useradd --create-home --uid 10001 filmledger && install --directory --owner=filmledger /home/filmledger/data
USER filmledger
WORKDIR /home/filmledger
ENV FILMLEDGER_HOME=/home/filmledger/data
ENTRYPOINT ["filmledger"]
CMD ["--help"]
