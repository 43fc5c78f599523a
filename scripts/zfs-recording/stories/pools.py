"""zpool: what the dashboard reads, feature probes (C24), pools that are not well or not there."""


def tell(z):
    z.pool("tank")
    z.pool("old", options="-d")
    z.setup("zfs create tank/data")
    z.write("/tank/data/file", 1 << 20, 1)
    listing(z)
    getting(z)
    health(z)
    naming(z)


def listing(z):
    z.case("the dashboard's columns", "zpool list -H -p -o name,size,alloc,free,health")
    z.case("more columns", "zpool list -H -p -o name,size,allocated,free,fragmentation,capacity,dedupratio,health,altroot,readonly,guid,freeing,checkpoint,expandsize")
    z.case("for people", "zpool list")
    z.case("one pool", "zpool list -H -p -o name,size tank")
    z.case("a missing pool", "zpool list -H -p -o name,size nopool")
    z.case("one of two is missing", "zpool list -H -p -o name,size nopool tank")
    z.case("an unknown column", "zpool list -H -o name,frob")
    z.case("a dataset", "zpool list -H tank/data")
    z.case("with its devices", "zpool list -H -p -v tank")
    z.case("JSON", "zpool list -j -p")
    z.case("versions", "zpool version")
    z.case("as an ordinary user", "zpool list -H -p -o name,health", as_user=65534)


def getting(z):
    z.case("C24", "zpool get -H -p -o value feature@extensible_dataset tank")
    z.case("C24 disabled", "zpool get -H -p -o value feature@extensible_dataset old")
    z.case("C24 as an ordinary user", "zpool get -H -p -o value feature@extensible_dataset tank", as_user=65534)
    z.case("C24 a missing pool", "zpool get -H -p -o value feature@extensible_dataset nopool")
    z.case("C24 a dataset", "zpool get -H -p -o value feature@extensible_dataset tank/data")
    z.case("an unknown feature", "zpool get -H -p -o value feature@frob tank")
    z.case("an unknown property", "zpool get -H -p -o value frob tank")
    z.case("all", "zpool get -H -p all tank")
    z.case("all of a pool without features", "zpool get -H -p all old")
    z.case("several pools", "zpool get -H -p health tank old")
    z.case("all pools", "zpool get -H -p health")
    z.case("for people", "zpool get health,size tank")


def health(z):
    z.case("status of all", "zpool status")
    z.case("status of those that are not well", "zpool status -x")
    z.case("status of one that is well", "zpool status -x tank")
    z.case("status of a missing pool", "zpool status nopool")
    z.case("status as JSON", "zpool status -j --json-int tank")
    z.case("scrub", "zpool scrub -w tank")
    z.case("status after a scrub", "zpool status tank")
    z.case("upgrade", "zpool upgrade")
    for side in ("left", "right"):
        z.make_file(side, 64)
    z.setup("zpool create pair mirror /run/zfs-recording/left /run/zfs-recording/right")
    z.case("one side is offline", "zpool offline pair /run/zfs-recording/left")
    z.case("health of a degraded pool", "zpool list -H -p -o name,health pair")
    z.case("status of a degraded pool", "zpool status pair")
    z.case("status -x of a degraded pool", "zpool status -x")
    z.case("the last side cannot go", "zpool offline pair /run/zfs-recording/right")
    z.setup("zpool destroy pair", "zfs snapshot tank/data@before", "zpool export tank")
    z.case("an exported pool", "zpool list -H -p -o name,health")
    z.case("its datasets", "zfs list -H -o name tank/data")
    z.case("a snapshot in it", "zfs snapshot tank/data@a")
    z.case("importable pools", "zpool import -d /run/zfs-recording")
    z.setup("zpool import -d /run/zfs-recording -o readonly=on -N tank")
    z.case("a read-only pool", "zpool list -H -p -o name,health,readonly tank")
    z.case("a read-only pool: snapshot", "zfs snapshot tank/data@a")
    z.case("a read-only pool: hold", "zfs hold x tank/data@before")
    z.case("a read-only pool: bookmark", "zfs bookmark tank/data@before tank/data#a")
    z.case("a read-only pool: destroy a snapshot", "zfs destroy tank/data@before")
    z.case("a read-only pool: rollback", "zfs rollback -r tank/data@before")
    z.case("a read-only pool: create", "zfs create tank/x")
    z.case("a read-only pool: set", "zfs set zrepl:x=1 tank/data")
    z.case("a read-only pool: destroy", "zfs destroy tank/data")
    z.case("a read-only pool: status", "zpool status tank")


def naming(z):
    z.make_file("spare_file", 64)
    for name in ("mirror", "mirror1", "raidz1", "spare", "log", "1tank", "ta%nk", "ta+nk", "tank"):
        z.case(f"a pool named {name}", f"zpool create {name} /run/zfs-recording/spare_file")
    z.case("destroy a missing pool", "zpool destroy nopool")
    z.case("export a missing pool", "zpool export nopool")
