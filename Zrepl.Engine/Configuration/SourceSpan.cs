namespace Zrepl.Engine.Configuration;

/// <summary>A piece of a file. Lines and columns count from 1; the end is the place behind the last character.</summary>
/// <param name="File">Path of the file as it was opened.</param>
/// <param name="Line">First line.</param>
/// <param name="Column">First column.</param>
/// <param name="EndLine">Last line.</param>
/// <param name="EndColumn">Column behind the end.</param>
public sealed record SourceSpan(string File, int Line, int Column, int EndLine, int EndColumn)
{
    /// <summary>The beginning of a file: where what concerns the whole file is reported.</summary>
    public static SourceSpan StartOf(string file) => new(file, 1, 1, 1, 1);
}
