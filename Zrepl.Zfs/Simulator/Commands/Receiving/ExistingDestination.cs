using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Commands.Receiving;

/// <summary>What libzfs wants of a destination that exists already (spec C6.4).</summary>
internal sealed class ExistingDestination(CommandCall call, Session session, ReceiveSettings settings, Dataset dataset, string action)
{
    /// <summary>True if the module may be asked; false after a complaint.</summary>
    public bool Accepts(BeginRecord head, bool makesNew, bool isRaw, bool resumes)
    {
        var isEncrypted = dataset.Encryption is not null;
        if (makesNew && ProblemWithReplacing(head) is { } problem) return Fail(problem);
        if (EntityOpener.OpenHead(call, session, dataset.Name) is null) return false;
        if (resumes && head.FromGuid == 0 && !settings.Forces && !dataset.IsInconsistent && call.Rules.ResumeIntoExistingNeedsForce)
            return Fail($"Resuming recv on existing destination '{dataset.Name}'\nmust specify -F to overwrite it");
        if (makesNew && dataset.Origin is not null) return Fail($"destination '{dataset.Name}' is a clone\nmust destroy it to overwrite it");
        if (!makesNew && !isEncrypted && isRaw) return Fail("cannot perform raw receive on top of existing unencrypted dataset");
        return !makesNew || !settings.Forces || (!isEncrypted && !isRaw)
            || Fail("zfs receive -F cannot be used to destroy an encrypted filesystem or overwrite an unencrypted one with an encrypted one");
    }

    private string? ProblemWithReplacing(BeginRecord head)
    {
        var isVolume = head.ObjsetType == 3;
        if (!settings.Forces) return $"destination '{dataset.Name}' exists\nmust specify -F to overwrite it";
        if (dataset.Snapshots is [var first, ..]) return $"destination has snapshots (eg. {first.FullName})\nmust destroy them to overwrite it";
        if (isVolume && dataset.IsPoolRoot) return $"destination {dataset.Name} is the root dataset\ncannot overwrite with a ZVOL";
        return isVolume && dataset.Children.Count > 0 ? $"destination has children (eg. {dataset.Children.Values.First().Name})\ncannot overwrite with a ZVOL" : null;
    }

    private bool Fail(string reason)
    {
        call.Fail(action, reason);
        return false;
    }
}
