using System.CommandLine;

namespace Zrepl.Web.Cli.Pprof;

/// <summary><c>zrepl pprof</c>: looks into a running daemon. Source: spec A11.</summary>
internal static class PprofCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common) => new("pprof", "manage the daemon's listener for traces and metrics")
    {
        PprofListen.Create(surroundings, common),
        ActivityTrace.Create(surroundings),
    };
}
