namespace Zrepl.Zfs.Simulator.Properties;

/// <summary>Where a value comes from; a set of them filters <c>zfs get -s</c>.</summary>
[Flags]
internal enum PropertySource
{
    /// <summary>Printed as <c>-</c>.</summary>
    None = 1,
    Default = 2,
    Temporary = 4,
    Local = 8,
    Inherited = 16,
    Received = 32,
    Any = 63,
}

/// <summary>A property's value as it is printed.</summary>
/// <param name="Text">The value.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="InheritedFrom">The dataset it is inherited from, or null.</param>
internal readonly record struct PropertyValue(string Text, PropertySource Source = PropertySource.None, string? InheritedFrom = null)
{
    /// <summary>The SOURCE column; zfs cuts it at 127 bytes.</summary>
    public string SourceText => Source switch
    {
        PropertySource.Default => "default",
        PropertySource.Temporary => "temporary",
        PropertySource.Local => "local",
        PropertySource.Received => "received",
        PropertySource.Inherited => Cut("inherited from " + InheritedFrom),
        _ => "-",
    };

    private static string Cut(string text) => text.Length <= 127 ? text : text[..127];
}
