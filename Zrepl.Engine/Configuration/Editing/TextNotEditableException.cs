namespace Zrepl.Engine.Configuration.Editing;

/// <summary>A text is written in a way that does not let this change be made without touching what has nothing to do with it.</summary>
public sealed class TextNotEditableException() : Exception("the file is written in a way that does not let this be changed by the form; change it as text");
