"""What the commands say when they are called wrongly (C20-C23: the feature probes), and their versions."""

ZFS = ("bookmark create destroy get set inherit upgrade userspace groupspace list mount unmount share unshare send receive allow unallow hold "
       "holds release diff load-key unload-key change-key rename rollback snapshot clone promote program project redact jail wait "
       "zone unzone rewrite version").split()
ZPOOL = "create destroy add remove list iostat online offline clear attach detach replace split initialize scrub trim import export upgrade get set " \
        "status events history wait sync checkpoint version".split()


def tell(z):
    z.case("zfs without arguments", "zfs")
    z.case("an unknown command", "zfs frobnicate")
    z.case("versions", "zfs version")
    z.case("versions as JSON", "zfs version -j")
    z.case("an option of the program itself", "zfs --version")
    for command in ZFS:
        if command != "version":
            z.case(f"{command} without arguments", f"zfs {command}")
    z.case("recv is receive", "zfs recv")
    z.case("snap is snapshot", "zfs snap")
    for command in ZFS:
        if command != "version":
            z.case(f"{command} with an unknown option", f"zfs {command} -Z")
    z.case("zpool without arguments", "zpool")
    z.case("zpool with an unknown command", "zpool frobnicate")
    for command in ZPOOL:
        z.case(f"zpool {command} without arguments", f"zpool {command}")

    z.case("list with an unknown type", "zfs list -t frob")
    z.case("list with an unknown column", "zfs list -o name,frob")
    z.case("list with a bad depth", "zfs list -d x")
    z.case("list sorted by an unknown property", "zfs list -s frob")
    z.case("get with an unknown property", "zfs get -Hp frob")
    z.case("get with an unknown column", "zfs get -o name,frob all")
    z.case("get with an unknown source", "zfs get -s frob all")
    z.case("too few arguments: set", "zfs set a:b=c")
    z.case("too few arguments: get", "zfs get")
    z.case("too few arguments: hold", "zfs hold tag")
    z.case("too few arguments: release", "zfs release tag")
    z.case("too few arguments: bookmark", "zfs bookmark tank@a")
    z.case("too many arguments: bookmark", "zfs bookmark a@a a#b a#c")
    z.case("too many arguments: rollback", "zfs rollback a@a b@b")
    z.case("too many arguments: receive", "zfs receive a@a b@b")
    z.case("too many arguments: send", "zfs send a@a b@b")
    z.case("send: -t with other flags", "zfs send -p -t 1-0-0-00")
    z.case("send: -S with a snapshot", "zfs send -S tank/data@a")
    z.case("send: -S with other flags", "zfs send -S -L tank/data")
    z.case("receive: -A with other flags", "zfs receive -A -F tank/data")
    z.case("receive: -o and -x of the same property", "zfs receive -o compression=on -x compression tank/a@1")
    z.case("receive: the same -o twice", "zfs receive -o compression=on -o compression=off tank/a@1")
    z.case("receive: the same -x twice", "zfs receive -x compression -x compression tank/a@1")
    z.case("receive: malformed -o", "zfs receive -o compression tank/a@1")
    z.case("no pools: list", "zfs list")
    z.case("no pools: list without header", "zfs list -H")
    z.case("no pools: get", "zfs get -Hp name")
    z.case("no pools: zpool list", "zpool list")
    z.case("no pools: zpool list without header", "zpool list -H")
    z.case("no pools: zpool status", "zpool status")
    z.case("no pools: zpool import", "zpool import")
