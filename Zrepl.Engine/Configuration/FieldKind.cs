namespace Zrepl.Engine.Configuration;

/// <summary>How a form asks for the value of a key.</summary>
public enum FieldKind
{
    /// <summary>A text in some grammar.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Switch,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>Keys of its own.</summary>
    Section,

    /// <summary>Keys of its own, which ones its <c>type</c> says.</summary>
    Variants,

    /// <summary>Items, all alike.</summary>
    List,

    /// <summary>Values under keys that the operator chooses.</summary>
    Map,
}
