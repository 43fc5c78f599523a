namespace Zrepl.Web.Live.Configuring;

/// <summary>A file of the configuration as somebody reads it who may change it.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Text">What it says.</param>
/// <param name="Revision">Word for what all files of the configuration said at that moment; saving names it, since saving one takes over all.</param>
public sealed record OpenedFile(string Path, string Text, string Revision);
