namespace Zrepl.Engine.Tracing;

/// <summary>A line of our source, as the compiler hands it over.</summary>
internal readonly record struct CallSite(string File, int Line)
{
    public override string ToString() => $"{Path.GetFileName(File)}:{Line}";
}
