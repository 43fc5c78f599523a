using System.Globalization;
using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs create</c>.</summary>
internal static class CreateCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        if (CreateSettings.Parse(call) is not { } settings) return 1;
        var name = settings.Name;
        if (settings.Type == EntityTypes.Volume && !await TryPrepareVolumeAsync(call, settings)) return 1;

        var typedKey = EncryptionSettings.AsksForKey(settings.Assignments) ? await KeyMaterial.ReadInputAsync(call) : "";
        using var session = await call.EnterAsync();
        if (settings.MakesParents && NameCheck.ProblemIn(name, settings.Type, isNew: false) is null)
        {
            if (session.FindDataset(name) is not null) return 0;
            settings.Announce(call, "create_ancestors", "create ancestors of", "would create ancestors of");
            if (!settings.IsDryRun && !Ancestors.TryCreate(call, session, name)) return 1;
        }

        settings.AnnounceAll(call);
        if (settings.IsDryRun) return 0;
        if (!TryCreate(call, session, settings, typedKey)) return 1;
        if (settings.StaysUnmounted) return 0;
        return Mount(call, session, session.Model.Dataset(name)) || call.Rules.IgnoresMountFailureOfCreate ? 0 : 1;
    }

    private static bool TryCreate(CommandCall call, Session session, CreateSettings settings, string typedKey)
    {
        var (name, action) = (settings.Name, $"cannot create '{settings.Name}'");
        if (NameCheck.ProblemIn(name, settings.Type, isNew: true) is { } problem)
        {
            call.Fail(action, problem);
            return false;
        }

        if (NameCheck.IsTooDeep(name))
        {
            call.Fail(action, "maximum name nesting depth exceeded");
            return false;
        }

        if (Ancestors.Check(call, session, name) is not { } parent) return false;
        if (session.FindDataset(name) is not null)
        {
            call.Fail(action, LibzfsText.DatasetExists);
            return false;
        }

        var check = new PropertyCheck(call.Rules.Version, settings.Type, null, AllowsKeyParameters: true);
        if (settings.Assignments.Normalize(call, check, action) is not { } properties) return false;
        if (settings.Type == EntityTypes.Volume && properties["volsize"] == "0")
        {
            call.Fail(action, "volume size cannot be zero");
            return false;
        }

        var wanted = new NewDataset(name, settings.Type, properties);
        if (EncryptionSettings.Apply(call, session, wanted, parent, action, typedKey) is not { } complete) return false;
        var error = DatasetCalls.Create(session, complete);
        if (error == Errno.Ok) return true;
        if (error == Errno.NoAccess) call.Fail(action, "encryption root's key is not loaded or provided");
        else if (error == Errno.NotSupported) call.Fail(action, "pool must be upgraded to set this property or value");
        else call.Fail(action, error);
        return false;
    }

    // For filesystems that mount by themselves; a user who may not mount is told so.
    private static bool Mount(CommandCall call, Session session, Dataset dataset)
    {
        if (dataset.Type != EntityTypes.Filesystem || PropertyLookup.Effective(dataset, "canmount", call.Rules.Version) != "on") return true;
        if (!call.Host.Permissions.IsRoot)
        {
            call.Errors.WriteLine("filesystem successfully created, but it may only be mounted by root");
            return false;
        }

        if (AutoMount.TryMount(call, session, dataset)) return true;
        call.Errors.WriteLine("filesystem successfully created, but not mounted");
        return false;
    }

    // The size is rounded up to whole blocks, and the space for it is reserved unless -s.
    private static async Task<bool> TryPrepareVolumeAsync(CommandCall call, CreateSettings settings)
    {
        var pool = settings.Name.Split('/')[0];
        using (var session = await call.EnterAsync())
        {
            if (session.FindDataset(pool) is null)
            {
                call.Fail($"cannot open '{pool}'", "no such pool");
                return false;
            }
        }

        var assignments = settings.Assignments;
        var check = new PropertyCheck(call.Rules.Version, settings.Type, null, AllowsKeyParameters: true);
        if (assignments.Normalize(call, check, $"cannot create '{settings.Name}'") is not { } properties) return false;
        var usual = ulong.Parse(PropertyTable.Find("volblocksize", call.Rules.Version)!.DefaultIn(call.Rules.Version)!, CultureInfo.InvariantCulture); // in the table
        var blockSize = properties.TryGetValue("volblocksize", out var given) ? ulong.Parse(given, CultureInfo.InvariantCulture) : usual;
        if (blockSize < usual && call.Rules.Version.IsAtLeast(2, 2))
        {
            call.Errors.WriteLine($"Warning: volblocksize ({blockSize}) is less than the default minimum block size ({usual}).");
            call.Errors.WriteLine($"To reduce wasted space a volblocksize of {usual} is recommended.");
        }

        var size = ulong.Parse(properties["volsize"], CultureInfo.InvariantCulture);
        size = (size + blockSize - 1) / blockSize * blockSize;
        assignments.Set("volsize", size.ToString(CultureInfo.InvariantCulture));
        if (!settings.IsSparse && assignments.Find("refreservation") is null)
            assignments.Set("refreservation", Reservation(size, blockSize).ToString(CultureInfo.InvariantCulture));
        return true;
    }

    // Data plus two copies of the indirect blocks of 128 KiB, 1024 pointers each (zvol_volsize_to_reservation).
    private static ulong Reservation(ulong size, ulong blockSize)
    {
        ulong metadataBlocks = 7;
        for (var blocks = size / blockSize; blocks > 1;)
        {
            blocks = (blocks + 1023) / 1024;
            metadataBlocks += blocks;
        }

        return size + metadataBlocks * 2 * 131072;
    }
}
