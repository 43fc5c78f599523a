using MudBlazor;

namespace Zrepl.Web.Components.Theme;

/// <summary>What MudBlazor's own components look like, so that they and the pages are of one piece.</summary>
internal static class ZreplTheme
{
    /// <summary>Fonts the machine has anyway: nothing is loaded.</summary>
    public static readonly string[] TextFonts =
        ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Ubuntu", "Cantarell", "Noto Sans", "DejaVu Sans", "Liberation Sans", "sans-serif"];

    /// <summary>For names, commands and ids.</summary>
    public static readonly string[] CodeFonts =
        ["ui-monospace", "SFMono-Regular", "Cascadia Mono", "JetBrains Mono", "Menlo", "Consolas", "DejaVu Sans Mono", "Liberation Mono", "monospace"];

    /// <summary>Both schemes.</summary>
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = Fill(new PaletteLight(), ThemeColors.Light),
        PaletteDark = Fill(new PaletteDark(), ThemeColors.Dark),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", AppbarHeight = "56px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = TextFonts, FontSize = "14px", LineHeight = "20px", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = TextFonts, FontSize = "14px", LineHeight = "20px", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = TextFonts, FontSize = "14px", LineHeight = "20px", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = TextFonts, FontSize = "16px", LineHeight = "24px", LetterSpacing = "normal", FontWeight = "600" },
            Subtitle1 = new Subtitle1Typography { FontFamily = TextFonts, FontSize = "14px", LetterSpacing = "normal", FontWeight = "600" },
            Subtitle2 = new Subtitle2Typography { FontFamily = TextFonts, FontSize = "14px", LetterSpacing = "normal", FontWeight = "600" },
            Button = new ButtonTypography
                { FontFamily = TextFonts, FontSize = "13px", LineHeight = "20px", LetterSpacing = "normal", FontWeight = "500", TextTransform = "none" },
            Caption = new CaptionTypography { FontFamily = TextFonts, FontSize = "12px", LineHeight = "16px", LetterSpacing = "normal" },
        },
    };

    private static T Fill<T>(T palette, ThemeColors colors) where T : Palette
    {
        palette.Background = colors.Background;
        palette.BackgroundGray = colors.Hover;
        palette.Surface = colors.Raised;
        palette.DrawerBackground = colors.Surface;
        palette.AppbarBackground = colors.Surface;
        palette.AppbarText = palette.DrawerText = palette.TextPrimary = colors.Ink;
        palette.TextSecondary = palette.DrawerIcon = palette.ActionDefault = colors.Muted;
        palette.TextDisabled = palette.ActionDisabled = colors.Muted;
        palette.ActionDisabledBackground = palette.TableStriped = palette.TableHover = palette.Skeleton = colors.Hover;
        palette.LinesDefault = palette.TableLines = palette.Divider = palette.DividerLight = colors.Line;
        palette.LinesInputs = colors.Edge;
        palette.Primary = palette.Secondary = colors.Accent;
        palette.PrimaryContrastText = palette.SecondaryContrastText = colors.OnAccent;
        palette.Tertiary = colors.State.Paused;
        palette.Info = colors.State.Running;
        palette.Success = colors.State.Ok;
        palette.Warning = colors.State.Late;
        palette.Error = colors.State.Failed;
        palette.InfoContrastText = palette.SuccessContrastText = palette.WarningContrastText = palette.ErrorContrastText = palette.TertiaryContrastText =
            colors.Surface;
        palette.HoverOpacity = 0.08;
        return palette;
    }
}
