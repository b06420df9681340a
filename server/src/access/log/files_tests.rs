use super::*;
use crate::access::log::Outcome;

fn line(about: &str) -> Line {
    Line { about: Some(about.to_owned()), ..Line::new("make_token", Outcome::Done) }
}

fn numbers(files: &Files) -> Vec<u64> {
    files.read(0, usize::MAX, |_| true).unwrap().iter().map(|line| line.n).collect()
}

#[test]
fn lines_are_numbered_and_come_back_and_files_are_begun_anew() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("access-log");
    let files = Files::with_most(folder.clone(), 400);
    assert!(numbers(&files).is_empty(), "no log is no lines");
    for n in 0..40 {
        files.append(vec![line(&format!("a-{n}")), line(&format!("b-{n}"))]).unwrap();
    }
    assert_eq!(numbers(&files), (1..=80).collect::<Vec<_>>());
    let all = files.all().unwrap();
    assert!(all.len() > 10, "{} files", all.len());
    for one in &all {
        assert!(std::fs::metadata(&one.path).unwrap().len() <= 400, "{}", one.path.display());
    }
    let some = files.read(77, usize::MAX, |line| line.about.as_deref() != Some("a-39")).unwrap();
    assert_eq!(some.iter().map(|line| line.n).collect::<Vec<_>>(), [78, 80]);
    assert_eq!(files.read(10, 3, |_| true).unwrap().last().unwrap().n, 13);
}

/// The server and commands write at the same time: no line is lost or doubled,
/// and none is written into another.
#[test]
fn writers_that_do_not_know_each_other_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("access-log");
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let files = Files::with_most(folder.clone(), 2_000);
            scope.spawn(move || {
                for n in 0..50 {
                    files.append(vec![line(&format!("{writer}-{n}"))]).unwrap();
                }
            });
        }
    });
    let files = Files::with_most(folder, 2_000);
    assert_eq!(numbers(&files), (1..=200).collect::<Vec<_>>());
    let all = files.read(0, usize::MAX, |_| true).unwrap();
    let mut about: Vec<_> = all.into_iter().filter_map(|line| line.about).collect();
    about.sort();
    about.dedup();
    assert_eq!(about.len(), 200);
}

#[test]
fn a_line_that_a_crash_broke_off_is_no_line_and_spoils_none() {
    let dir = tempfile::tempdir().unwrap();
    let files = Files::new(dir.path().to_path_buf());
    files.append(vec![line("a"), line("b")]).unwrap();
    let path = files.all().unwrap()[0].path.clone();
    let whole = std::fs::read(&path).unwrap();
    let second = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for cut in second..whole.len() {
        std::fs::write(&path, &whole[..cut]).unwrap();
        assert_eq!(numbers(&files), [1], "cut at {cut}");
        files.append(vec![line("c")]).unwrap();
        let all = files.read(0, usize::MAX, |_| true).unwrap();
        let told: Vec<_> = all.iter().map(|l| (l.n, l.about.clone().unwrap())).collect();
        assert_eq!(told, [(1, "a".to_owned()), (2, "c".to_owned())], "cut at {cut}");
    }
}

#[test]
fn a_line_that_was_taken_away_or_written_over_is_a_gap() {
    let dir = tempfile::tempdir().unwrap();
    let files = Files::new(dir.path().to_path_buf());
    files.append(vec![line("a"), line("b"), line("c")]).unwrap();
    let path = files.all().unwrap()[0].path.clone();
    let text = std::fs::read_to_string(&path).unwrap();
    let kept: Vec<&str> = text.lines().collect();
    std::fs::write(&path, format!("{}\n{}\n", kept[0], kept[2])).unwrap();
    files.append(vec![line("d")]).unwrap();
    assert_eq!(numbers(&files), [1, 3, 4]);
    std::fs::write(&path, format!("{}\n{}\nxxxx\n", kept[0], kept[1])).unwrap();
    files.append(vec![line("d")]).unwrap();
    assert_eq!(numbers(&files), [1, 2, 4], "and the log goes on");
}

#[test]
fn what_callers_choose_is_cut_short_and_stays_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let files = Files::new(dir.path().to_path_buf());
    let long = format!("x\n{{\"n\":7}}\n\u{202e}{}", "é".repeat(5_000));
    files.append(vec![Line { why: Some(long.clone()), ..line(&long) }]).unwrap();
    let all = files.read(0, usize::MAX, |_| true).unwrap();
    assert_eq!(all.len(), 1);
    assert!(all[0].about.as_ref().unwrap().len() <= 200);
    let text = std::fs::read_to_string(&files.all().unwrap()[0].path).unwrap();
    assert_eq!(text.lines().count(), 1);
}

#[test]
fn what_cannot_be_written_is_an_error_and_leaves_nothing_half() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("access-log");
    std::fs::write(&folder, "a file where the folder should be").unwrap();
    assert!(Files::new(folder).append(vec![line("a")]).is_err());
}

#[test]
fn the_log_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let files = Files::new(dir.path().join("access-log"));
    files.append(vec![line("a")]).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&files.folder), 0o700);
    assert_eq!(mode(&files.all().unwrap()[0].path), 0o600);
}
