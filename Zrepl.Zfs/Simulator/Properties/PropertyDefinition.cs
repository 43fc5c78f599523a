using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.Properties;

/// <summary>Who may change a property, and whether children take it over (<c>zprop_attr_t</c>).</summary>
internal enum PropertyAttribute
{
    /// <summary>Computed or fixed; never set by hand.</summary>
    ReadOnly,

    /// <summary>Can be set; children do not inherit it.</summary>
    Default,

    /// <summary>Can be set; children inherit it.</summary>
    Inherit,

    /// <summary>Set when the dataset is created; children inherit it.</summary>
    OneTime,

    /// <summary>Set when the dataset is created; children do not inherit it.</summary>
    OneTimeDefault,
}

/// <summary>How a value is read and printed.</summary>
internal enum PropertyValueType
{
    /// <summary>Free text.</summary>
    FreeText,

    /// <summary>A number that is shortened (<c>1.5G</c>) unless <c>-p</c> is given.</summary>
    Number,

    /// <summary>One of a list of words.</summary>
    Choice,
}

/// <summary>One native property as <c>zfs</c> knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Column">Head of its column in tables; also an alias of the name, whatever the case.</param>
/// <param name="Attribute">Who may change it.</param>
/// <param name="ValueType">How its values look.</param>
/// <param name="AppliesTo">Kinds of things that have it.</param>
/// <param name="DefaultValue">The value nobody set, or null if there is none.</param>
/// <param name="ValuesHelp">The words of the usage text, or null for a hidden property.</param>
/// <param name="Since">First release that has it, as major * 100 + minor.</param>
internal sealed record PropertyDefinition(
    string Name, string Column, PropertyAttribute Attribute, PropertyValueType ValueType, EntityTypes AppliesTo,
    string? DefaultValue, string? ValuesHelp, int Since = 8)
{
    /// <summary>The accepted words with what each is stored as; empty unless a choice.</summary>
    public IReadOnlyDictionary<string, string> Choices { get; init; } = PropertyChoices.None;

    public bool IsHidden => ValuesHelp is null;

    public bool IsReadOnly => Attribute == PropertyAttribute.ReadOnly;

    /// <summary>Read-only once the dataset exists (<c>zfs_prop_readonly</c>).</summary>
    public bool IsFixed => Attribute is PropertyAttribute.ReadOnly or PropertyAttribute.OneTime or PropertyAttribute.OneTimeDefault;

    public bool IsSetOnce => Attribute is PropertyAttribute.OneTime or PropertyAttribute.OneTimeDefault;

    public bool IsInheritable => Attribute is PropertyAttribute.Inherit or PropertyAttribute.OneTime;

    /// <summary>Numbers stand on the right of their column.</summary>
    public bool IsRightAligned => ValueType == PropertyValueType.Number && Name is not ("creation" or "snapshots_changed");

    /// <summary>One of the parameters of a key, which may be set whenever a key is given.</summary>
    public bool IsKeyParameter => Name is "pbkdf2iters" or "keyformat" or "keylocation" or "pbkdf2salt";

    public bool Exists(OpenZfsVersion version) => version.Major * 100 + version.Minor >= Since;
}
