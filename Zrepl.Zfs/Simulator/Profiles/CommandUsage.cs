namespace Zrepl.Zfs.Simulator.Profiles;

/// <summary>How one subcommand is called, from one release on.</summary>
/// <param name="Command">The subcommand.</param>
/// <param name="Since">First release with this text, as major * 100 + minor.</param>
/// <param name="Text">Lines as they stand in the usage text, each ended.</param>
internal sealed record CommandUsage(string Command, int Since, string Text)
{
    private static readonly CommandUsage[] All =
    [
        new("version", 8, "\tversion\n"),
        new("version", 203, "\tversion [-j]\n"),
        new("create", 8,
            "\tcreate [-p] [-o property=value] ... <filesystem>\n"
            + "\tcreate [-ps] [-b blocksize] [-o property=value] ... -V <size> <volume>\n"),
        new("create", 201,
            "\tcreate [-Pnpuv] [-o property=value] ... <filesystem>\n"
            + "\tcreate [-Pnpsv] [-b blocksize] [-o property=value] ... -V <size> <volume>\n"),
        new("destroy", 8,
            "\tdestroy [-fnpRrv] <filesystem|volume>\n"
            + "\tdestroy [-dnpRrv] <filesystem|volume>@<snap>[%<snap>][,...]\n"
            + "\tdestroy <filesystem|volume>#<bookmark>\n"),
        new("snapshot", 8, "\tsnapshot [-r] [-o property=value] ... <filesystem|volume>@<snap> ...\n"),
        new("rollback", 8, "\trollback [-rRf] <snapshot>\n"),
        new("clone", 8, "\tclone [-p] [-o property=value] ... <snapshot> <filesystem|volume>\n"),
        new("clone", 204, "\tclone [-pu] [-o property=value] ... <snapshot> <filesystem|volume>\n"),
        new("promote", 8, "\tpromote <clone-filesystem>\n"),
        new("rename", 8,
            "\trename [-f] <filesystem|volume|snapshot> <filesystem|volume|snapshot>\n"
            + "\trename [-f] -p <filesystem|volume> <filesystem|volume>\n"
            + "\trename -r <snapshot> <snapshot>\n"),
        new("rename", 201,
            "\trename [-f] <filesystem|volume|snapshot> <filesystem|volume|snapshot>\n"
            + "\trename -p [-f] <filesystem|volume> <filesystem|volume>\n"
            + "\trename -u [-f] <filesystem> <filesystem>\n"
            + "\trename -r <snapshot> <snapshot>\n"),
        new("bookmark", 8, "\tbookmark <snapshot> <bookmark>\n"),
        new("bookmark", 201, "\tbookmark <snapshot|bookmark> <newbookmark>\n"),
        new("diff", 8, "\tdiff [-FHt] <snapshot> [snapshot|filesystem]\n"),
        new("diff", 202, "\tdiff [-FHth] <snapshot> [snapshot|filesystem]\n"),
        new("list", 8,
            "\tlist [-Hp] [-r|-d max] [-o property[,...]] [-s property]...\n"
            + "\t    [-S property]... [-t type[,...]] [filesystem|volume|snapshot] ...\n"),
        new("list", 203,
            "\tlist [-Hp] [-j [--json-int]] [-r|-d max] [-o property[,...]] [-s property]...\n"
            + "\t    [-S property]... [-t type[,...]] [filesystem|volume|snapshot] ...\n"),
        new("set", 8, "\tset <property=value> ... <filesystem|volume|snapshot> ...\n"),
        new("set", 202, "\tset [-u] <property=value> ... <filesystem|volume|snapshot> ...\n"),
        new("get", 8,
            "\tget [-rHp] [-d max] [-o \"all\" | field[,...]]\n"
            + "\t    [-t type[,...]] [-s source[,...]]\n"
            + "\t    <\"all\" | property[,...]> [filesystem|volume|snapshot|bookmark] ...\n"),
        new("get", 203,
            "\tget [-rHp] [-j [--json-int]] [-d max] [-o \"all\" | field[,...]]\n"
            + "\t    [-t type[,...]] [-s source[,...]]\n"
            + "\t    <\"all\" | property[,...]> [filesystem|volume|snapshot|bookmark] ...\n"),
        new("inherit", 8, "\tinherit [-rS] <property> <filesystem|volume|snapshot> ...\n"),
        new("upgrade", 8,
            "\tupgrade [-v]\n"
            + "\tupgrade [-r] [-V version] <-a | filesystem ...>\n"),
        new("userspace", 8,
            "\tuserspace [-Hinp] [-o field[,...]] [-s field] ...\n"
            + "\t    [-S field] ... [-t type[,...]] <filesystem|snapshot>\n"),
        new("userspace", 201,
            "\tuserspace [-Hinp] [-o field[,...]] [-s field] ...\n"
            + "\t    [-S field] ... [-t type[,...]] <filesystem|snapshot|path>\n"),
        new("groupspace", 8,
            "\tgroupspace [-Hinp] [-o field[,...]] [-s field] ...\n"
            + "\t    [-S field] ... [-t type[,...]] <filesystem|snapshot>\n"),
        new("groupspace", 201,
            "\tgroupspace [-Hinp] [-o field[,...]] [-s field] ...\n"
            + "\t    [-S field] ... [-t type[,...]] <filesystem|snapshot|path>\n"),
        new("projectspace", 8,
            "\tprojectspace [-Hp] [-o field[,...]] [-s field] ... \n"
            + "\t    [-S field] ... <filesystem|snapshot>\n"),
        new("projectspace", 201,
            "\tprojectspace [-Hp] [-o field[,...]] [-s field] ... \n"
            + "\t    [-S field] ... <filesystem|snapshot|path>\n"),
        new("project", 8,
            "\tproject [-d|-r] <directory|file ...>\n"
            + "\tproject -c [-0] [-d|-r] [-p id] <directory|file ...>\n"
            + "\tproject -C [-k] [-r] <directory ...>\n"
            + "\tproject [-p id] [-r] [-s] <directory ...>\n"),
        new("mount", 8,
            "\tmount\n"
            + "\tmount [-lvO] [-o opts] <-a | filesystem>\n"),
        new("mount", 201,
            "\tmount\n"
            + "\tmount [-flvO] [-o opts] <-a | filesystem>\n"),
        new("mount", 202,
            "\tmount\n"
            + "\tmount [-flvO] [-o opts] <-a|-R filesystem|filesystem>\n"),
        new("mount", 203,
            "\tmount [-j]\n"
            + "\tmount [-flvO] [-o opts] <-a|-R filesystem|filesystem>\n"),
        new("unmount", 8, "\tunmount [-f] <-a | filesystem|mountpoint>\n"),
        new("unmount", 201, "\tunmount [-fu] <-a | filesystem|mountpoint>\n"),
        new("share", 8, "\tshare [-l] <-a [nfs|smb] | filesystem>\n"),
        new("unshare", 8, "\tunshare <-a [nfs|smb] | filesystem|mountpoint>\n"),
        new("send", 8,
            "\tsend [-DnPpRvLecwhb] [-[i|I] snapshot] <snapshot>\n"
            + "\tsend [-nvPLecw] [-i snapshot|bookmark] <filesystem|volume|snapshot>\n"
            + "\tsend [-nvPe] -t <receive_resume_token>\n"),
        new("send", 201,
            "\tsend [-DnPpRVvLecwhb] [-[i|I] snapshot] <snapshot>\n"
            + "\tsend [-DnVvPLecw] [-i snapshot|bookmark] <filesystem|volume|snapshot>\n"
            + "\tsend [-DnPpVvLec] [-i bookmark|snapshot] --redact <bookmark> <snapshot>\n"
            + "\tsend [-nVvPe] -t <receive_resume_token>\n"
            + "\tsend [-PnVv] --saved filesystem\n"),
        new("send", 202,
            "\tsend [-DLPbcehnpsVvw] [-i|-I snapshot]\n"
            + "\t     [-R [-X dataset[,dataset]...]]     <snapshot>\n"
            + "\tsend [-DnVvPLecw] [-i snapshot|bookmark] <filesystem|volume|snapshot>\n"
            + "\tsend [-DnPpVvLec] [-i bookmark|snapshot] --redact <bookmark> <snapshot>\n"
            + "\tsend [-nVvPe] -t <receive_resume_token>\n"
            + "\tsend [-PnVv] --saved filesystem\n"),
        new("receive", 8,
            "\treceive [-vnsFhu] [-o <property>=<value>] ... [-x <property>] ...\n"
            + "\t    <filesystem|volume|snapshot>\n"
            + "\treceive [-vnsFhu] [-o <property>=<value>] ... [-x <property>] ... \n"
            + "\t    [-d | -e] <filesystem>\n"
            + "\treceive -A <filesystem|volume>\n"),
        new("receive", 201,
            "\treceive [-vMnsFhu] [-o <property>=<value>] ... [-x <property>] ...\n"
            + "\t    <filesystem|volume|snapshot>\n"
            + "\treceive [-vMnsFhu] [-o <property>=<value>] ... [-x <property>] ... \n"
            + "\t    [-d | -e] <filesystem>\n"
            + "\treceive -A <filesystem|volume>\n"),
        new("redact", 201, "\tredact <snapshot> <bookmark> <redaction_snapshot> ...\n"),
        new("allow", 8,
            "\tallow <filesystem|volume>\n"
            + "\tallow [-ldug] <\"everyone\"|user|group>[,...] <perm|@setname>[,...]\n"
            + "\t    <filesystem|volume>\n"
            + "\tallow [-ld] -e <perm|@setname>[,...] <filesystem|volume>\n"
            + "\tallow -c <perm|@setname>[,...] <filesystem|volume>\n"
            + "\tallow -s @setname <perm|@setname>[,...] <filesystem|volume>\n"),
        new("unallow", 8,
            "\tunallow [-rldug] <\"everyone\"|user|group>[,...]\n"
            + "\t    [<perm|@setname>[,...]] <filesystem|volume>\n"
            + "\tunallow [-rld] -e [<perm|@setname>[,...]] <filesystem|volume>\n"
            + "\tunallow [-r] -c [<perm|@setname>[,...]] <filesystem|volume>\n"
            + "\tunallow [-r] -s @setname [<perm|@setname>[,...]] <filesystem|volume>\n"),
        new("hold", 8, "\thold [-r] <tag> <snapshot> ...\n"),
        new("holds", 8, "\tholds [-rH] <snapshot> ...\n"),
        new("holds", 202, "\tholds [-rHp] <snapshot> ...\n"),
        new("release", 8, "\trelease [-r] <tag> <snapshot> ...\n"),
        new("load-key", 8, "\tload-key [-rn] [-L <keylocation>] <-a | filesystem|volume>\n"),
        new("unload-key", 8, "\tunload-key [-r] <-a | filesystem|volume>\n"),
        new("change-key", 8,
            "\tchange-key [-l] [-o keyformat=<value>]\n"
            + "\t    [-o keylocation=<value>] [-o pbkfd2iters=<value>]\n"
            + "\t    <filesystem|volume>\n"
            + "\tchange-key -i [-l] <filesystem|volume>\n"),
        new("change-key", 201,
            "\tchange-key [-l] [-o keyformat=<value>]\n"
            + "\t    [-o keylocation=<value>] [-o pbkdf2iters=<value>]\n"
            + "\t    <filesystem|volume>\n"
            + "\tchange-key -i [-l] <filesystem|volume>\n"),
        new("program", 8,
            "\tprogram [-jn] [-t <instruction limit>] [-m <memory limit (b)>]\n"
            + "\t    <pool> <program file> [lua args...]\n"),
        new("rewrite", 203, "\trewrite [-rvx] [-o <offset>] [-l <length>] <directory|file ...>\n"),
        new("rewrite", 204, "\trewrite [-Prvx] [-o <offset>] [-l <length>] <directory|file ...>\n"),
        new("wait", 201, "\twait [-t <activity>] <filesystem>\n"),
        new("zone", 202, "\tzone <nsfile> <filesystem>\n"),
        new("unzone", 202, "\tunzone <nsfile> <filesystem>\n"),
    ];

    /// <summary>The usage lines of a subcommand, or null if the release does not have it.</summary>
    public static string? Of(string command, OpenZfsVersion version)
    {
        var release = version.Major * 100 + version.Minor;
        return All.LastOrDefault(usage => usage.Command == command && usage.Since <= release)?.Text;
    }
}
