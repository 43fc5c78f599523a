using System.Globalization;
using System.Numerics;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Properties;

/// <summary>
/// Checks values that are about to be set and brings them into the form in which they are kept
/// (<c>zfs_valid_proplist</c>, <c>zprop_parse_value</c> in libzfs).
/// </summary>
/// <param name="Version">Release, for which properties exist.</param>
/// <param name="Type">Kind of the thing they are set on.</param>
/// <param name="Existing">The thing, or null if it is being created.</param>
/// <param name="AllowsKeyParameters">True where a new key may be given.</param>
internal sealed record PropertyCheck(OpenZfsVersion Version, EntityTypes Type, ZfsEntity? Existing, bool AllowsKeyParameters)
{
    /// <summary>Checks one property.</summary>
    /// <param name="name">Name as given.</param>
    /// <param name="value">Value as given.</param>
    /// <param name="problem">Words after <c>cannot set property for '…': </c>, or null.</param>
    /// <returns>The property's full name and its value as it is kept; meaningless if there is a problem.</returns>
    public (string Name, string Value) Normalize(string name, string value, out string? problem)
    {
        var property = PropertyTable.Find(name, Version);
        if (property is null && name.Contains(':', StringComparison.Ordinal))
        {
            problem = !Commands.PropertyColumn.IsUserPropertyName(name) ? $"invalid property '{name}'"
                : name.Length >= 256 ? $"property name '{name}' is too long"
                : value.Length >= 8192 ? "property value too long" : null;
            return (name, value);
        }

        problem = ProblemWithName(property, name);
        if (problem is not null) return (name, value);
        var normal = property!.ValueType switch // a null property is a problem with the name
        {
            PropertyValueType.Number => Number(property, value, out problem),
            PropertyValueType.Choice => Choice(property, value, out problem),
            _ => value,
        };
        problem ??= ProblemWithValue(property, normal);
        return (property.Name, normal);
    }

    private string? ProblemWithName(PropertyDefinition? property, string name)
    {
        if (Type == EntityTypes.Snapshot) return "this property can not be modified for snapshots";
        if (property is null) return $"invalid property '{name}'";
        if (!property.AppliesTo.HasFlag(Type)) return $"'{name}' does not apply to datasets of this type";
        var isFixed = property.IsFixed && !(property.IsSetOnce && Existing is null) && !(property.IsKeyParameter && AllowsKeyParameters);
        return isFixed ? $"'{name}' is readonly" : null;
    }

    private string Number(PropertyDefinition property, string value, out string? problem)
    {
        problem = null;
        var isLimit = property.Name is "filesystem_limit" or "snapshot_limit";
        if (value == "none") return isLimit ? PropertyTable.NoLimit : "0";
        if (value == "auto")
        {
            if (property.Name != "refreservation") problem = $"'auto' is invalid value for '{property.Name}'";
            else if (Type != EntityTypes.Volume) problem = $"'{property.Name}=auto' only allowed on volumes";
            return "0";
        }

        if (NiceNumber.Parse(value, out var complaint) is not { } number)
        {
            problem = complaint;
            return value;
        }

        if (number == 0 && property.Name is ("quota" or "refquota")) problem = "use 'none' to disable quota/refquota";
        return number.ToString(CultureInfo.InvariantCulture);
    }

    private static string Choice(PropertyDefinition property, string value, out string? problem)
    {
        var isKnown = property.Choices.TryGetValue(value, out var normal);
        problem = isKnown ? null : $"'{property.Name}' must be one of '{property.ValuesHelp}'";
        return normal ?? value;
    }

    private string? ProblemWithValue(PropertyDefinition property, string value) => property.Name switch
    {
        "recordsize" or "volblocksize" => ProblemWithBlockSize(property.Name, ulong.Parse(value, CultureInfo.InvariantCulture)),
        "mountpoint" when value is not ("none" or "legacy") && !value.StartsWith('/') =>
            "'mountpoint' must be an absolute path, 'none', or 'legacy'",
        "keylocation" => ProblemWithKeyLocation(value),
        "pbkdf2iters" when ulong.Parse(value, CultureInfo.InvariantCulture) < 100_000 => "minimum pbkdf2 iterations is 100000",
        "volsize" when Existing is Dataset volume => ProblemWithVolumeSize(volume, ulong.Parse(value, CultureInfo.InvariantCulture)),
        "quota" when Existing is Dataset dataset && value != "0" && ulong.Parse(value, CultureInfo.InvariantCulture) < new SpaceAccounting().Used(dataset) =>
            "size is less than current used or reserved space",
        _ => null,
    };

    private string? ProblemWithBlockSize(string name, ulong value)
    {
        var largest = Version.IsAtLeast(2, 2) ? 16UL << 20 : 1UL << 20; // zfs_max_recordsize
        return value is >= 512 && value <= largest && BitOperations.IsPow2(value)
            ? null : $"'{name}' must be power of 2 from 512B to {NiceNumber.Bytes(largest)}";
    }

    private string? ProblemWithKeyLocation(string value)
    {
        var isUri = value.StartsWith("file:///", StringComparison.Ordinal) || value.StartsWith("https://", StringComparison.Ordinal)
            || value.StartsWith("http://", StringComparison.Ordinal);
        if (value is not ("none" or "prompt") && !isUri) return "invalid keylocation";
        if (Existing is not Dataset dataset) return null;
        if (dataset.Encryption is null) return value == "none" ? null : "keylocation must be 'none' for unencrypted datasets";
        if (value == "none") return "keylocation must not be 'none' for encrypted datasets";
        return dataset.Encryption.Root == dataset.Name ? null : "keylocation may only be set on encryption roots";
    }

    private string? ProblemWithVolumeSize(Dataset volume, ulong size)
    {
        var block = ulong.Parse(PropertyLookup.Effective(volume, "volblocksize", Version), CultureInfo.InvariantCulture);
        if (size % block != 0) return $"'volsize' must be a multiple of volume block size ({NiceNumber.Bytes(block)})";
        return size == 0 ? "'volsize' cannot be zero" : null;
    }
}
