namespace Zrepl.Zfs.Simulator.Profiles;

/// <summary>How the simulated subcommands of <c>zpool</c> are called (OpenZFS <c>cmd/zpool/zpool_main.c</c>).</summary>
internal static class PoolCommandUsage
{
    private static readonly Dictionary<string, string> Texts = new()
    {
        ["version"] = "\tversion\n",
        ["create"] = "\tcreate [-fnd] [-o property=value] ... \n\t    [-O file-system-property=value] ... \n"
            + "\t    [-m mountpoint] [-R root] <pool> <vdev> ...\n",
        ["destroy"] = "\tdestroy [-f] <pool>\n",
        ["list"] = "\tlist [-gHLpPv] [-o property[,...]] [-T d|u] [pool] ... \n\t    [interval [count]]\n",
        ["status"] = "\tstatus [--power] [-c [script1,script2,...]] [-DegiLpPstvx] [-T d|u] [pool] ...\n\t    [interval [count]]\n",
        ["export"] = "\texport [-af] <pool> ...\n",
        ["import"] = "\timport [-d dir] [-D]\n\timport [-o mntopts] [-o property=value] ... \n"
            + "\t    [-d dir | -c cachefile] [-D] [-l] [-f] [-m] [-N] [-R root] [-F [-n]] -a\n"
            + "\timport [-o mntopts] [-o property=value] ... \n"
            + "\t    [-d dir | -c cachefile] [-D] [-l] [-f] [-m] [-N] [-R root] [-F [-n]]\n\t    [--rewind-to-checkpoint] <pool | id> [newpool]\n",
        ["get"] = "\tget [-Hp] [-o \"all\" | field[,...]] <\"all\" | property[,...]> <pool> ...\n",
        ["set"] = "\tset <property=value> <pool>\n\tset <vdev_property=value> <pool> <vdev>\n",
        ["events"] = "\tevents [-vHf [pool] | -c]\n",
    };

    /// <summary>The text after the complaint about a wrong call.</summary>
    public static string Of(string command, OpenZfsVersion version) => "usage:\n" + (command switch
    {
        "version" when version.IsAtLeast(2, 3) => "\tversion [-j]\n",
        "list" when version.IsAtLeast(2, 3) =>
            "\tlist [-gHLpPv] [-o property[,...]] [-j [--json-int, --json-pool-key-guid]] ...\n\t    [-T d|u] [pool] [interval [count]]\n",
        "get" when version.IsAtLeast(2, 3) =>
            "\tget [-Hp] [-j [--json-int, --json-pool-key-guid]] ...\n\t    [-o \"all\" | field[,...]] <\"all\" | property[,...]> <pool> ...\n",
        "set" when !version.IsAtLeast(2, 2) => "\tset <property=value> <pool> \n",
        _ => Texts.GetValueOrDefault(command, ""),
    });
}
