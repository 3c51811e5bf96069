/// Rows under a heading, each column as wide as it must be.
pub(super) fn columns<const N: usize>(header: [&str; N], mut rows: Vec<[String; N]>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    rows.insert(0, header.map(str::to_owned));
    self::rows(&rows)
}

/// Rows without a heading.
pub(super) fn rows<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] =
        std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default());
    rows.iter().map(|row| line(row, widths)).collect()
}

fn line<const N: usize>(row: &[String; N], widths: [usize; N]) -> String {
    let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
    format!("{}\n", cells.join("  ").trim_end())
}
