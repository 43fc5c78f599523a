using System.Globalization;
using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Properties;

/// <summary>Values of native properties as <c>zfs_prop_get</c> in OpenZFS <c>libzfs_dataset.c</c> gives them.</summary>
/// <param name="session">Where the entities live.</param>
/// <param name="isLiteral">True for <c>-p</c>: exact numbers.</param>
internal sealed class PropertyReader(Session session, bool isLiteral)
{
    private readonly SpaceAccounting _space = new();

    private OpenZfsVersion Version => session.Rules.Version;

    private TimeZoneInfo Zone => session.Host.Clock.LocalTimeZone;

    /// <summary>The value, or null if the entity has no such property or it has no value.</summary>
    public PropertyValue? Read(ZfsEntity entity, PropertyDefinition property)
    {
        if (!property.AppliesTo.HasFlag(entity.Type)) return null;
        var isOfHead = entity is Snapshot { Dataset.Type: var head } && property.AppliesTo != EntityTypes.Snapshot ? property.AppliesTo.HasFlag(head) : true;
        if (!isOfHead && property.ValueType != PropertyValueType.FreeText) return null;
        return property.Name switch
        {
            "name" => new(entity.FullName),
            "guid" => Plain(entity.Guid),
            "createtxg" => Plain(entity.CreateTxg),
            "creation" => Date(entity.CreationSeconds, ZfsDate.OfCreation),
            "userrefs" => Count((ulong)((Snapshot)entity).HoldCount),
            "type" => new(entity.Type.Word()),
            "objsetid" => Plain(entity is Snapshot snapshot ? snapshot.ObjectSetId : entity.Head.ObjectSetId),
            _ => entity switch
            {
                Snapshot snapshot => OfSnapshot(snapshot, property),
                Bookmark bookmark => OfBookmark(bookmark, property),
                _ => OfHead(entity.Head, property),
            },
        };
    }

    /// <summary>Bytes written since a snapshot or bookmark of the same dataset: <c>written@name</c>, <c>written#name</c>.</summary>
    public PropertyValue? ReadWrittenSince(ZfsEntity entity, string relativeName)
    {
        if (entity is Bookmark) return null;
        var shortName = relativeName[1..];
        ZfsEntity? since = relativeName[0] == '@'
            ? entity.Head.TryGetSnapshot(shortName, out var snapshot) ? snapshot : null
            : entity.Head.Bookmarks.GetValueOrDefault(shortName);
        var content = entity is Snapshot later ? later.Content : entity.Head.Content;
        return since is null ? null : Count(content.BytesBornAfter(since.CreateTxg)) with { Source = PropertySource.Local };
    }

    /// <summary>Space and objects by owner: everything belongs to root.</summary>
    public PropertyValue? ReadUserSpace(ZfsEntity entity, string name)
    {
        if (entity is Bookmark || entity.Head.Type != EntityTypes.Filesystem) return null;
        var content = entity is Snapshot snapshot ? snapshot.Content : entity.Head.Content;
        var isRoot = name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..] is "root" or "0";
        var number = !isRoot ? 0 : name.Contains("obj", StringComparison.Ordinal) ? (ulong)content.Objects.Count : content.PhysicalBytes;
        return Count(number) with { Source = PropertySource.Local };
    }

    private PropertyValue? OfSnapshot(Snapshot snapshot, PropertyDefinition property) => property.Name switch
    {
        "used" => Bytes(SpaceAccounting.UsedBySnapshot(snapshot)),
        "referenced" => Bytes(snapshot.Content.PhysicalBytes),
        "logicalreferenced" => Count(snapshot.Content.LogicalBytes),
        "written" => Count(SpaceAccounting.WrittenBefore(snapshot)),
        "compressratio" or "refcompressratio" => Ratio(snapshot.Content.LogicalBytes, snapshot.Content.PhysicalBytes),
        "clones" => snapshot.Clones is null ? null : new(string.Join(',', snapshot.Clones.Select(clone => clone.Name).Order(StringComparer.Ordinal))),
        "numclones" => Count((ulong)(snapshot.Clones?.Count ?? 0)),
        "defer_destroy" => new(snapshot.IsDeferred ? "on" : "off"),
        "ivsetguid" => snapshot.IvSetGuid == 0 ? null : Plain(snapshot.IvSetGuid),
        "inconsistent" or "redacted" => Count(0),
        "volsize" => Stored(snapshot.Dataset, property) is { } size ? size with { Source = PropertySource.Local } : null,
        _ => OfEncryption(snapshot.Dataset, property) ?? Filesystem(snapshot, property) ?? Stored(snapshot, property),
    };

    private PropertyValue? OfBookmark(Bookmark bookmark, PropertyDefinition property) => property.Name switch
    {
        "referenced" => bookmark.ReferencedBytes is { } bytes ? Bytes(bytes) : null,
        "logicalreferenced" => bookmark.LogicalReferencedBytes is { } bytes ? Count(bytes) : null,
        "ivsetguid" => bookmark.IvSetGuid == 0 ? null : Plain(bookmark.IvSetGuid),
        _ => null,
    };

    private PropertyValue? OfHead(Dataset dataset, PropertyDefinition property) => property.Name switch
    {
        "used" => Bytes(_space.Used(dataset)),
        "available" => Bytes(_space.Available(dataset)),
        "referenced" => Bytes(dataset.Content.PhysicalBytes),
        "usedbysnapshots" => Bytes(SpaceAccounting.UsedBySnapshots(dataset)),
        "usedbydataset" => Bytes(SpaceAccounting.UsedByDataset(dataset)),
        "usedbychildren" => Bytes(_space.UsedByChildren(dataset)),
        "usedbyrefreservation" => Bytes(SpaceAccounting.UsedByReservation(dataset)),
        "written" => Count(SpaceAccounting.WrittenSinceSnapshot(dataset)),
        "logicalused" => Count(dataset.SelfAndBelow().Aggregate(0UL, (sum, below) => sum + below.Content.LogicalBytes)),
        "logicalreferenced" => Count(dataset.Content.LogicalBytes),
        "compressratio" or "refcompressratio" => Ratio(dataset.Content.LogicalBytes, dataset.Content.PhysicalBytes),
        "mounted" => new(dataset.IsMounted ? "yes" : "no"),
        "origin" => dataset.Origin is { } origin ? new(origin.FullName) : null,
        "receive_resume_token" => ResumeTokenProperty.Of(dataset) is { } token ? new(token) : null,
        "inconsistent" => Count(dataset.IsInconsistent ? 1UL : 0),
        "redacted" => Count(0),
        "prevsnap" => dataset.NewestSnapshot is { } newest ? new(newest.FullName) : null,
        "snapshots_changed" => dataset.SnapshotsChangedSeconds == 0 ? null : Date(dataset.SnapshotsChangedSeconds, ZfsDate.OfChange),
        "filesystem_count" or "snapshot_count" => new("none", PropertySource.Default), // counted only where a limit is set
        "mountpoint" => MountPoint.Read(dataset),
        "version" or "utf8only" or "normalization" or "casesensitivity" when dataset.IsInconsistent => null, // nothing to read them from yet
        _ => OfEncryption(dataset, property) ?? Filesystem(dataset, property) ?? Stored(dataset, property),
    };

    private static PropertyValue? OfEncryption(Dataset dataset, PropertyDefinition property)
    {
        if (dataset.Encryption is not { } encryption) return null;
        var wrapping = Keys.WrappingKeyOf(dataset);
        return property.Name switch
        {
            "encryption" => new(encryption.Suite),
            "encryptionroot" => new(encryption.Root),
            "keystatus" => new(wrapping?.IsLoaded == true ? "available" : "unavailable"),
            "keyformat" => new(wrapping?.KeyFormat ?? "none"),
            "pbkdf2iters" when wrapping is { Pbkdf2Iterations: > 0 } => Plain(wrapping.Pbkdf2Iterations),
            "keyguid" => Plain(encryption.MasterKeyGuid),
            _ => null,
        };
    }

    // Read from the filesystem itself, so their source is always "-".
    private static PropertyValue? Filesystem(ZfsEntity entity, PropertyDefinition property)
    {
        if (property.Name is not ("version" or "utf8only" or "normalization" or "casesensitivity")) return null;
        return new(PropertyLookup.Find(entity, property.Name, isInheritable: true)?.Text ?? property.DefaultValue ?? "-");
    }

    private PropertyValue? Stored(ZfsEntity entity, PropertyDefinition property)
    {
        if (PropertyLookup.FindOrDefault(entity, property, Version) is not { } stored) return null;
        if (property.IsReadOnly) return null; // "truly" read-only ones have no default
        if (property.ValueType != PropertyValueType.Number) return stored;
        if (stored.Text == PropertyTable.NoLimit) return stored with { Text = "none" };
        if (property.Name is "quota" or "refquota" or "reservation" or "refreservation")
            return stored.Text == "0" ? stored with { Text = isLiteral ? "0" : "none" } : stored with { Text = Bytes(Parse(stored.Text)).Text };
        return property.Name == "pbkdf2iters" ? stored : stored with { Text = Count(Parse(stored.Text)).Text };
    }

    private static ulong Parse(string number) => ulong.Parse(number, CultureInfo.InvariantCulture);

    private static PropertyValue Plain(ulong number) => new(number.ToString(CultureInfo.InvariantCulture));

    private PropertyValue Bytes(ulong number) => isLiteral ? Plain(number) : new(NiceNumber.Bytes(number));

    private PropertyValue Count(ulong number) => isLiteral ? Plain(number) : new(NiceNumber.Count(number));

    private PropertyValue Date(long seconds, Func<long, TimeZoneInfo, string> format) =>
        new(isLiteral ? seconds.ToString(CultureInfo.InvariantCulture) : format(seconds, Zone));

    private PropertyValue Ratio(ulong logical, ulong physical)
    {
        var hundredths = physical == 0 ? 100 : Math.Max(100, logical * 100 / physical);
        return new(string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100}.{hundredths % 100:00}{(isLiteral ? "" : "x")}"));
    }
}
