# An image with stompcheck in it, and nothing to build it with.
#
#   docker build -t stompcheck .
#   docker run --rm --network host -v "$PWD:/work" stompcheck run 127.0.0.1:61613 --report report
#
# ci/gitlab has a job that uses it. The program runs as a user of its own: make the mounted folder
# writable for it, or add `--user "$(id -u):$(id -g)"`.

FROM debian:12 AS build
WORKDIR /source
# First what seldom changes, so that a change of the sources installs nothing again.
COPY ci/setup ci/setup
RUN ci/setup build package && rm -rf /var/lib/apt/lists/*
COPY . .
RUN ci/package --output /package

FROM debian:12-slim
COPY --from=build /package /package
RUN apt-get update \
  && apt-get install -y --no-install-recommends /package/*.deb \
  && rm -rf /var/lib/apt/lists/* /package \
  && useradd --uid 10001 --user-group --create-home --home-dir /work stompcheck
USER stompcheck
WORKDIR /work
ENTRYPOINT ["stompcheck"]
CMD ["--help"]
