"""A11, A13.9, A13.10: resume tokens, the streams made from them, and what recv -A does in each state."""

GET = "zfs get -Hp -o name,property,value,source"
TOKEN = f"{GET} receive_resume_token"
LEFT = "zfs list -H -p -o name,type,guid,receive_resume_token -t all -r"
KEYED = "-o encryption=on -o keyformat=raw -o keylocation=file:///run/zfs-recording.key"


def tell(z):
    z.pool("tank")
    z.pool("sink", options="-O mountpoint=none")
    z.write("/run/zfs-recording.key", 32, "key")
    z.setup("zfs create -o recordsize=8K tank/data", "zfs create 'tank/my data'", f"zfs create -o recordsize=8K {KEYED} tank/secret",
            "zfs create -o recordsize=8K -o compression=on tank/text")
    z.write("/tank/data/one", 20000, 1)
    z.write("/tank/data/two", 20000, 2)
    z.write("/tank/my data/file", 20000, 3)
    z.write("/tank/secret/file", 40000, 4)
    z.write("/tank/text/file", 60000, "text")
    z.setup("zfs snapshot tank/data@1", "zfs snapshot 'tank/my data@snap 1'", "zfs snapshot tank/secret@1", "zfs snapshot tank/text@1")
    z.write("/tank/data/one", 20000, 5)
    z.write("/tank/secret/file", 40000, 6)
    z.setup("zfs snapshot tank/data@2", "zfs snapshot tank/secret@2", "zfs bookmark tank/data@1 tank/data#1")

    full(z)
    incremental(z)
    other_flags(z)
    raw(z)
    existing(z)
    without_resume_state(z)
    mismatch(z)
    bad_tokens(z)
    vanished(z)


KEPT = ("full", "incremental", "raw", "raw incremental", "twice", "with properties", "existing")  # the other streams teach nothing new


def interrupted(z, name, source, destination, options="", receive_options=""):
    """Sends, cuts the stream in the data, receives the first part; returns the token."""
    stream = name.replace(" ", "-")
    z.case(f"{name}: the whole stream", f"zfs send {options} '{source}'", stream=f"{stream}.zfs")
    if name not in KEPT:
        z.discarded |= {f"{stream}.zfs", f"{stream}-resumed.zfs"}
    size = (z.streams / f"{stream}.zfs").stat().st_size
    z.cut(f"{stream}.zfs", size * 6 // 10, f"{stream}-cut.zfs")
    z.case(f"{name}: the first part arrives", f"zfs recv -s {receive_options} '{destination}'", stdin=f"{stream}-cut.zfs")
    filesystem = destination.split("@")[0]
    z.case(f"{name}: its token", f"{TOKEN} '{filesystem}'")
    return z.value("receive_resume_token", filesystem)


def resumed(z, name, token, destination, options="-s"):
    stream = name.replace(" ", "-") + "-resumed.zfs"
    z.case(f"{name}: what the token says", f"zfs send -nvt {token}")
    z.case(f"{name}: what the token says, machine readable", f"zfs send -n -v -P -t {token}")
    z.case(f"{name}: the rest of the stream", f"zfs send -t {token}", stream=stream)
    z.case(f"{name}: the rest arrives", f"zfs recv {options} '{destination}'", stdin=stream)
    filesystem = destination.split("@")[0]
    z.case(f"{name}: no token any more", f"{TOKEN} '{filesystem}'")
    return stream


def full(z):
    token = interrupted(z, "full", "tank/data@1", "sink/full@1")
    z.case("full: what is there meanwhile", f"{LEFT} sink/full")
    z.case("full: all properties meanwhile", "zfs get -Hp all sink/full")
    z.case("full: seen by list for people", "zfs list -r sink")
    z.case("full: %recv does not exist", "zfs list -H -o name sink/full/%recv")
    resumed(z, "full", token, "sink/full@1")
    z.case("full: what is there now", f"{LEFT} sink/full")

    token = interrupted(z, "spaces", "tank/my data@snap 1", "sink/my copy@snap 1")
    resumed(z, "spaces", token, "sink/my copy@snap 1")

    token = interrupted(z, "twice", "tank/data@1", "sink/twice@1")
    z.case("twice: the rest", f"zfs send -t {token}", stream="twice-rest.zfs")
    z.cut("twice-rest.zfs", -6000, "twice-rest-cut.zfs")
    z.case("twice: interrupted again", "zfs recv -s sink/twice@1", stdin="twice-rest-cut.zfs")
    second = z.value("receive_resume_token", "sink/twice")
    z.case("twice: the old stream does not fit any more", "zfs recv -s sink/twice@1", stdin="twice-rest.zfs")
    z.case("twice: the token after that", f"{TOKEN} sink/twice")
    resumed(z, "twice", second, "sink/twice@1")

    z.discarded |= {"early-resumed.zfs"}
    z.case("early: cut after the first records", "zfs send tank/data@1", stream="early.zfs")
    z.cut("early.zfs", 2000, "early-cut.zfs")
    z.case("early: the first part arrives", "zfs recv -s sink/early@1", stdin="early-cut.zfs")
    z.case("early: its token", f"{TOKEN} sink/early")
    resumed(z, "early", z.value("receive_resume_token", "sink/early"), "sink/early@1", options="")


def incremental(z):
    z.case("incremental: begin with 1", "zfs recv sink/incremental@1", stdin="full.zfs")
    token = interrupted(z, "incremental", "tank/data@2", "sink/incremental@2", "-i tank/data@1")
    z.case("incremental: what is there meanwhile", f"{LEFT} sink/incremental")
    z.case("incremental: %recv", f"{LEFT} sink/incremental/%recv")
    z.case("incremental: recursive get hides it", f"{GET} -r -t filesystem,volume zrepl:placeholder,receive_resume_token sink/incremental")
    resumed(z, "incremental", token, "sink/incremental@2")
    z.case("incremental: what is there now", f"{LEFT} sink/incremental")

    z.setup("zfs rollback -r sink/incremental@1")
    token = interrupted(z, "from bookmark", "tank/data@2", "sink/incremental@2", "-i 'tank/data#1'")
    z.setup("zfs hold keep tank/data@1")
    resumed(z, "from bookmark", token, "sink/incremental@2")
    z.setup("zfs release keep tank/data@1")


def other_flags(z):
    for name, options in (("compressed", "-c"), ("large compressed embedded", "-L -c -e"), ("with properties", "-p"), ("raw plain", "-w")):
        directory = name.replace(" ", "_")
        source = "tank/data@1"
        token = interrupted(z, name, source, f"sink/{directory}@1", options)
        resumed(z, name, token, f"sink/{directory}@1")
        z.case(f"{name}: properties", f"{GET} recordsize,mountpoint sink/{directory}")


def raw(z):
    token = interrupted(z, "raw", "tank/secret@1", "sink/raw@1", "-w")
    z.case("raw: encryption meanwhile", f"{GET} encryption,encryptionroot,keystatus sink/raw")
    z.setup("zfs unmount tank/secret", "zfs unload-key tank/secret")
    resumed(z, "raw", token, "sink/raw@1")
    z.case("raw: encryption", f"{GET} encryption,encryptionroot,keystatus sink/raw")
    token = interrupted(z, "raw incremental", "tank/secret@2", "sink/raw@2", "-w -i tank/secret@1")
    resumed(z, "raw incremental", token, "sink/raw@2")
    z.setup("zfs load-key tank/secret", "zfs mount tank/secret")
    token = interrupted(z, "decrypted", "tank/secret@1", "sink/decrypted@1")
    z.setup("zfs unmount tank/secret", "zfs unload-key tank/secret")
    z.case("decrypted: the key is not loaded any more", f"zfs send -t {token}", stream="discarded")
    z.case("decrypted: the key is not loaded any more, dry", f"zfs send -nvt {token}")
    z.setup("zfs load-key tank/secret")
    resumed(z, "decrypted", token, "sink/decrypted@1")


def existing(z):
    z.setup("zfs create -o zrepl:placeholder=on sink/existing", "zfs create sink/existing/child")
    token = interrupted(z, "existing", "tank/data@1", "sink/existing@1", receive_options="-F")
    z.case("existing: what is there meanwhile", f"{LEFT} sink/existing")
    z.case("existing: %recv", f"{LEFT} sink/existing/%recv")
    z.case("existing: the rest", f"zfs send -t {token}", stream="existing-rest.zfs")
    z.case("A13.9 the rest arrives without -F", "zfs recv -s sink/existing@1", stdin="existing-rest.zfs")
    z.case("existing: its token after that", f"{TOKEN} sink/existing")
    z.case("existing: another full stream, forced", "zfs recv -s -F sink/existing@1", stdin="full.zfs")
    z.case("existing: a snapshot meanwhile", "zfs snapshot sink/existing@meanwhile")
    z.case("existing: the rest arrives with -F, but there is a snapshot", "zfs recv -s -F sink/existing@1", stdin="existing-rest.zfs")
    z.case("existing: what is there now", f"{LEFT} sink/existing")
    z.case("existing: without the snapshot", "zfs destroy sink/existing@meanwhile")
    resumed(z, "existing", token, "sink/existing@1", options="-s -F")
    z.case("existing: what is there now", f"{LEFT} sink/existing")
    token = interrupted(z, "created", "tank/data@1", "sink/created@1")
    resumed(z, "created", token, "sink/created@1", options="-s -F")
    token = interrupted(z, "created forced", "tank/data@1", "sink/created_forced@1", receive_options="-F")
    resumed(z, "created forced", token, "sink/created_forced@1")


def without_resume_state(z):
    z.case("A18 recv -A, nothing saved", "zfs recv -A sink/full")
    z.case("recv -A, missing filesystem", "zfs recv -A sink/nope")
    z.case("recv -A, missing pool", "zfs recv -A nopool/nope")
    z.case("recv -A, a snapshot", "zfs recv -A sink/full@1")
    z.case("recv -A, a bad name", "zfs recv -A sink/b%d")
    z.case("recv -A as an ordinary user", "zfs recv -A sink/full", as_user=65534)
    interrupted(z, "abort new", "tank/data@1", "sink/abort_new@1")
    z.case("recv -A destroys what the receive created", "zfs recv -A sink/abort_new")
    z.case("nothing is left", f"{LEFT} sink/abort_new")
    z.setup("zfs rollback -r sink/incremental@1")
    interrupted(z, "abort incremental", "tank/data@2", "sink/incremental@2", "-i tank/data@1")
    z.case("recv -A keeps what was there", "zfs recv -A sink/incremental")
    z.case("what was there", f"{LEFT} sink/incremental")
    z.case("%recv is gone", "zfs list -H -o name sink/incremental/%recv")
    z.case("recv -A again", "zfs recv -A sink/incremental")
    z.setup("zfs create -o zrepl:placeholder=on sink/abort_existing")
    interrupted(z, "abort existing", "tank/data@1", "sink/abort_existing@1", receive_options="-F")
    z.case("recv -A keeps the placeholder", "zfs recv -A sink/abort_existing")
    z.case("the placeholder", f"{GET} zrepl:placeholder,receive_resume_token sink/abort_existing")


def mismatch(z):
    token = interrupted(z, "one", "tank/data@1", "sink/one@1")
    z.case("one: the rest", f"zfs send -t {token}", stream="one-rest.zfs")
    z.case("a resumed stream where nothing is", "zfs recv -s sink/nothing@1", stdin="one-rest.zfs")
    z.case("a resumed stream where nothing is saved", "zfs recv -s sink/full@x", stdin="one-rest.zfs")
    z.case("a resumed stream where nothing is saved, forced", "zfs recv -s -F sink/full@x", stdin="one-rest.zfs")
    token_of_text = interrupted(z, "text", "tank/text@1", "sink/text@1")
    z.case("text: the rest", f"zfs send -t {token_of_text}", stream="text-rest.zfs")
    z.case("another stream's rest", "zfs recv -s sink/one@1", stdin="text-rest.zfs")
    z.case("another stream's rest, without -s", "zfs recv sink/one@1", stdin="text-rest.zfs")
    z.case("an incremental stream", "zfs recv -s sink/one@2", stdin="incremental.zfs")
    z.case("another snapshot name", "zfs recv -s sink/one@other", stdin="one-rest.zfs")
    z.case("what is there", f"{LEFT} sink/one")


def bad_tokens(z):
    token = z.value("receive_resume_token", "sink/text")
    version, checksum, length, payload = token.split("-")
    for name, bad in (
        ("the checksum is wrong", f"{version}-1234-{length}-{payload}"),
        ("the version is wrong", f"2-{checksum}-{length}-{payload}"),
        ("three fields", f"{version}-{checksum}-{length}"),
        ("five fields", f"{token}-0"),
        ("not hexadecimal", f"{version}-{checksum}-{length}-{payload[:-2]}zz"),
        ("an odd number of digits", token[:-1]),
        ("truncated", token[:-8]),
        ("upper case", f"{version}-{checksum}-{length}-{payload.upper()}"),
        ("the length is wrong", f"{version}-{checksum}-10-{payload}"),
        ("the length is too large", f"{version}-{checksum}-1000-{payload}"),
        ("empty payload", f"{version}-0-{length}-"),
        ("a word", "frob"),
        ("empty", "''"),
        ("T-A of the specification", "1-b72a6b749-c0-789c636064000310a500c4ec50360710e72765a5269740f80cd8e4d3d28a534b40324c70793624f9a4ca92d46290840013"
                                     "56fd25f9e9a599290c0c1de569a12ec64a820648f29c60f9bcc4dc54209d9897ad9f5ba990925892e8509c9758a060c800030028ad1671"),
        ("T-2 of the specification", "1-1164f8d409-120-789c636064000310a501c49c50360710a715e5e7a69766a63040416445bb6a3cd7a2290a40363b92bafca4acd4e412060626a8"
                                     "3a0cf9b4b4e2d412908c0e5c9e0d493ea9b224b51848f368eb61d55f920f714515bf9b3fc3c396ef0648f29c60f9bcc4dc54a07c516a414e414e6249"
                                     "5a7e512ed0c812fde2a2648724b079dc0c087f26e7e71614a51617e76743c424a0ee81c9172596c3a41800dd2c2818"),
        ("X-3 of the specification", "1-b3514be5e-d8-789c636064000310a500c4ec50360710e72765a5269740f80cd8e4d3d28a534b18e00024cf86249f5459925acc802a8facbf243fbd34"
                                     "338581a1a33c2dd4c558495003499e132c9f97989b0aa413f3b2f5131d92b0d9230ac44589e5f9d90ca80000cc3414d5"),
        ("X-4 of the specification", "1-b4974da4d-d8-789c636064000310a500c4ec50360710e72765a5269740f80cd8e4d3d28a534b18e00024cf86249f5459925acc802a8facbf243fbd34"
                                     "338581a1a33c2dd4c558491097fc4ca87e0d24794eb07c5e626e2a904ecccbd64f744842b28a0100aa2415ca"),
        ("X-5 of the specification", "1-cec126d7e-d8-789c636064000310a500c4ec50360710e72765a5269740f80cd8e4d3d28a534b18e00024cf86249f5459925acc802a8facbf243fbd34"
                                     "338581a1a33c2dd4c55849d003499e132c9f97989b0aa413f3b2f58b53938b524b1c2ab83821c20ab60a60f14487242ecea2c4f2fc6ca08821dc2e00"
                                     "e1c61da9"),
        ("X-6 of the specification, big endian", "1-996b75f3a-b8-789c63608003462056606087b339f293b252934bf0c8a7a515a7c2e499c0a402031b423ea9b224b518a69b498001"
                                                 "5d7f497e7a69660a0383a092b14b685a7907504c03499eb3243f2f31379581a124312f5b3fd12189010900004cfd1288"),
    ):
        z.case(f"bad token: {name}", f"zfs send -t {bad}", stream="discarded")
        z.case(f"bad token, dry: {name}", f"zfs send -nvt {bad}")


def vanished(z):
    z.setup("zfs create -o recordsize=8K tank/gone")
    z.write("/tank/gone/file", 40000, 7)
    z.setup("zfs snapshot tank/gone@1")
    token = interrupted(z, "vanished", "tank/gone@1", "sink/gone@1")

    def tried(name):
        z.case(name, f"zfs send -t {token}", stream="discarded")
        z.case(f"{name}, dry", f"zfs send -nvt {token}")

    z.setup("zfs rename tank/gone@1 tank/gone@renamed")
    tried("the snapshot was renamed")
    z.setup("zfs snapshot tank/gone@1")
    tried("the snapshot was renamed and another has its name")
    z.setup("zfs rename tank/gone tank/elsewhere")
    tried("the filesystem was renamed")
    z.setup("zfs destroy -r tank/elsewhere")
    tried("the filesystem is gone")
    z.setup("zfs create -o recordsize=8K tank/gone")
    z.write("/tank/gone/file", 40000, 8)
    z.setup("zfs snapshot tank/gone@1")
    tried("another filesystem has its name")

    z.write("/tank/gone/file", 40000, 9)
    z.setup("zfs snapshot tank/gone@2", "zfs recv -A sink/gone")
    z.case("vanished from: full", "zfs send tank/gone@1", stream="gone-full.zfs")
    z.case("vanished from: begin with 1", "zfs recv sink/gone@1", stdin="gone-full.zfs")
    token = interrupted(z, "vanished from", "tank/gone@2", "sink/gone@2", "-i tank/gone@1")
    z.setup("zfs destroy tank/gone@1")
    tried("the source snapshot is gone")
