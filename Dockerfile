# The release binary with its site files, run by an ordinary user.
#   docker build -t saldo .
#   docker run -p 3000:3000 -v saldo:/var/lib/saldo -e SALDO_SERVER__PUBLIC_URL=http://localhost:3000 saldo
# Before customers: https, by a proxy that SALDO_SERVER__TRUSTED_PROXIES names ('["172.17.0.1"]').

FROM node:22-bookworm AS node

FROM rust:1.95-bookworm AS build
COPY --from=node /usr/local /usr/local
RUN rustup target add wasm32-unknown-unknown
WORKDIR /build
COPY end2end/package.json end2end/package-lock.json end2end/.npmrc end2end/
RUN PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix end2end
COPY . .
RUN cargo run --locked --package bundle -- release \
 && cargo build --release --locked --package server \
 && rm target/site/releases.json target/site/sizes.json

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/saldo --create-home saldo
COPY --from=build /build/target/release/saldo /opt/saldo/saldo
COPY --from=build /build/target/site /opt/saldo/site
ENV SALDO_ADDRESS=0.0.0.0:3000 \
    SALDO_DATABASE_URL=sqlite:///var/lib/saldo/saldo.db \
    SALDO_SITE_ROOT=/opt/saldo/site
USER saldo
WORKDIR /var/lib/saldo
VOLUME /var/lib/saldo
EXPOSE 3000
ENTRYPOINT ["/opt/saldo/saldo"]
CMD ["serve"]
