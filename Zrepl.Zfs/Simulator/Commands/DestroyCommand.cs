using System.Globalization;
using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs destroy</c>.</summary>
internal static class DestroyCommand
{
    // Some complaints about bookmarks make main() return -1.
    private const int Failed = 255;

    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "vpndfrR");
        var settings = new DestroySettings();
        while (options.Next() is { } option)
            switch (option)
            {
                case 'v': settings.IsVerbose = true; break;
                case 'p': settings.IsVerbose = settings.IsParsable = true; break;
                case 'n': settings.IsDryRun = true; break;
                case 'd': settings.Defers = true; break;
                case 'f': break; // unmounting always works here
                case 'r': settings.IsRecursive = true; break;
                case 'R': settings.IsRecursive = settings.DestroysClones = true; break;
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (options.Operands.Count == 0) throw new UsageException("missing dataset argument");
        if (options.Operands.Count > 1) throw new UsageException("too many arguments");
        var operand = options.Operands[0];
        using var session = await call.EnterAsync();
        if (operand.Contains('@', StringComparison.Ordinal)) return new SnapshotDestroyer(call, session, settings).Destroy(operand);
        return operand.Contains('#', StringComparison.Ordinal)
            ? DestroyBookmark(call, session, settings, operand)
            : new DatasetDestroyer(call, session, settings).Destroy(operand);
    }

    private static int DestroyBookmark(CommandCall call, Session session, DestroySettings settings, string name)
    {
        var objection = settings.IsDryRun ? "dryrun" : settings.Defers ? "defer destroy" : settings.IsRecursive ? "recursive" : null;
        if (objection is not null)
        {
            call.Errors.WriteLine($"{objection} is not supported with bookmark");
            return Failed;
        }

        if (session.FindBookmark(name) is not { } bookmark)
        {
            call.Errors.WriteLine($"bookmark '{name}' does not exist.");
            return 1;
        }

        var error = BookmarkCalls.Destroy(session, bookmark);
        if (error != Errno.Ok) call.Fail("cannot destroy bookmark", error);
        return (int)error;
    }
}

/// <summary>The options of one call of <c>zfs destroy</c>.</summary>
internal sealed class DestroySettings
{
    public bool IsVerbose { get; set; }

    public bool IsParsable { get; set; }

    public bool IsDryRun { get; set; }

    public bool Defers { get; set; }

    public bool IsRecursive { get; set; }

    public bool DestroysClones { get; set; }

    /// <summary>Says what is going to be destroyed.</summary>
    public void Announce(CommandCall call, string name)
    {
        if (!IsVerbose) return;
        call.Output.WriteLine(IsParsable ? "destroy\t" + name : (IsDryRun ? "would destroy " : "will destroy ") + name);
    }

    /// <summary>Says how much space that gives back.</summary>
    public void AnnounceSpace(CommandCall call, ulong bytes)
    {
        if (!IsVerbose) return;
        call.Output.WriteLine(IsParsable
            ? "reclaim\t" + bytes.ToString(CultureInfo.InvariantCulture)
            : (IsDryRun ? "would reclaim " : "will reclaim ") + NiceNumber.Bytes(bytes));
    }
}
