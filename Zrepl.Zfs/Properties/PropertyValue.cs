namespace Zrepl.Zfs.Properties;

/// <summary>Where a property's value comes from, the first word of <c>zfs get</c>'s SOURCE column.</summary>
public enum PropertySource
{
    /// <summary><c>-</c>: a native property that is only read, or one that does not apply.</summary>
    None,

    /// <summary>Set on the dataset itself.</summary>
    Local,

    /// <summary>Nobody set it.</summary>
    Default,

    /// <summary>Set on a dataset above.</summary>
    Inherited,

    /// <summary>Came with a received stream.</summary>
    Received,

    /// <summary>A mount option of the moment.</summary>
    Temporary,
}

/// <summary>One cell of <c>zfs get -Hp</c>.</summary>
/// <param name="Value">As printed with <c>-p</c>; <c>-</c> where the property does not apply; may be empty for user properties.</param>
/// <param name="Source">Where it comes from.</param>
public readonly record struct PropertyValue(string Value, PropertySource Source)
{
    /// <summary>The value if it was set on the dataset itself, else an empty text. What zrepl's own marks count by (spec A9.2).</summary>
    public string LocalValue => Source == PropertySource.Local ? Value : "";
}
