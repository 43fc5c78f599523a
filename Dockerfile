# syntax=docker/dockerfile:1
# The image holds the program and the OpenZFS tools; the kernel module is the host's. Run it with the host's /dev/zfs:
#   docker run --device /dev/zfs --privileged -v /etc/zrepl:/etc/zrepl -v zrepl-state:/var/lib/zrepl -p 127.0.0.1:8822:8822 zrepl
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish Zrepl.Web/Zrepl.Web.csproj --configuration Release --output /zrepl

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update && apt-get install --yes --no-install-recommends zfsutils-linux openssh-client && rm -rf /var/lib/apt/lists/*
COPY --from=build /zrepl /opt/zrepl
# Inside of the container every address is behind the port mapping above, which decides who reaches it.
ENV ASPNETCORE_URLS=http://0.0.0.0:8822 Zrepl__Dashboard__AllowPlainHttpBeyondThisMachine=true
VOLUME /var/lib/zrepl
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/zrepl/zrepl"]
CMD ["daemon"]
